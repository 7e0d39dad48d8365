package cli_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kangma/cli"
)

// TestMain lets scenarios, and tests that need a process, start this binary as kangma.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kangma": func() {
		if at, err := time.Parse(time.RFC3339, os.Getenv(storyClock)); err == nil {
			cli.SetClock(func() time.Time { return at })
		}
		os.Exit(cli.Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}})
}

// TestScenarios runs the command line as its users do: test/scenarios.
func TestScenarios(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "../test/scenarios", RequireExplicitExec: true, RequireUniqueNames: true})
}

// kangma runs one command line in-process.
func kangma(t testing.TB, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return kangmaFrom(t, strings.NewReader(stdin), args...)
}

func kangmaFrom(t testing.TB, stdin io.Reader, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Run(t.Context(), args, stdin, &out, &errs)
	return code, out.String(), errs.String()
}
