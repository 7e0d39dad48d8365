// Package packs holds the rule books that Kangma ships, as data: <name>/<version>/.
//
// It is not code: to change a rule, change its file. How the files are read is
// package policy's business.
package packs

import "embed"

//go:embed all:guangxi all:hubei all:lookback all:national all:wenzhou all:wuhan all:wuhan-testing all:zhejiang
var FS embed.FS
