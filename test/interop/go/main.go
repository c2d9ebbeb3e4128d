// The management API by its official Go clients: `go run . 127.0.0.1:8080`, in clear text, or over
// TLS where INTEROP_CA is set; the CA's certificate is taken from SSL_CERT_FILE alone.
//
// Prints a line of JSON for every step: the client, the step's name, and what was seen. What should
// be seen stands in test/interop/management/steps.ts, for all languages.
//
// The package v3beta1 is v3 with the client's version replaced; the test that runs this makes it.
package main

import (
	"context"
	"encoding/json"
	"os"

	"fulfillkit.test/interop/v3"
	"fulfillkit.test/interop/v3beta1"
)

func main() {
	lines := json.NewEncoder(os.Stdout)
	lines.SetEscapeHTML(false)
	runs := []struct {
		version string
		run     func(ctx context.Context, address, transport string, report func(step string, seen any))
	}{{"v3", v3.Run}, {"v3beta1", v3beta1.Run}}
	for _, one := range runs {
		for _, transport := range []string{"grpc", "rest"} {
			one.run(context.Background(), os.Args[1], transport, func(step string, seen any) {
				lines.Encode(map[string]any{"client": transport + " " + one.version, "step": step, "seen": seen})
			})
		}
	}
}
