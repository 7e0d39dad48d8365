// Command kangma is the health code system of one authority: a node, and the tools around it.
// What its commands are and do is in package cli, not here.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"kangma/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code := cli.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
