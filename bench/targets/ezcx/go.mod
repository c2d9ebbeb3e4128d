module fulfillkit.dev/bench/ezcx

go 1.21

require github.com/googlecloudplatform/ezcx v0.0.0-20230206213846-6a3a08d0b49f
