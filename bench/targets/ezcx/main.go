// The answer of the other targets, written with ezcx.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/googlecloudplatform/ezcx"
)

func answer(res *ezcx.WebhookResponse, req *ezcx.WebhookRequest) error {
	accountType, _ := req.GetSessionParameter("account-type")
	res.AddTextResponse("Your savings account holds $12,480.50 as of this morning.")
	res.AddTextResponse("Two transfers are pending: $200.00 to Dana and $35.90 to the city library.")
	res.AddTextResponse("Would you like to hear the last five transactions, or shall I send them to you?")
	return res.AddSessionParameters(map[string]any{
		"accountType": accountType,
		"balance":     12480.5,
		"pending":     []any{200.0, 35.9},
		"asOf":        map[string]any{"year": 2026.0, "month": 11.0, "day": 21.0},
	})
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/webhook", ezcx.HandlerFunc(answer))
	fmt.Printf("listening %d\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, mux))
}
