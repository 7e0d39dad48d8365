// Package cli is the command line: one file for each noun, one struct for each verb.
//
// To add a noun, write NOUN.go with a struct that holds its verbs, and name it in the root struct in cli.go:
//
//	type passCommand struct {
//		Verify passVerify `cmd:"" help:"Check a code against a trust list."`
//	}
//
//	type passVerify struct {
//		Trust string `required:"" type:"existingfile" help:"The trust list."`
//		Code  string `arg:"" help:"The code."`
//	}
//
//	func (c *passVerify) Run(ctx context.Context, s *Streams) error { … }
//
// A verb reads and writes only its Streams, so that a test can call Run in-process. It returns a fault, which is
// printed on standard error as "field: value detail"; errFailed if it has said itself what is wrong; or nil.
// It asks for nothing heavy before it runs: `kangma policy eval` is started by the hundred (TestEvalStartsFast).
//
// It is not where things are decided: a verb reads its input, calls one use case and prints the answer.
package cli
