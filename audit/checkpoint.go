package audit

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
)

// formatTree is the text of a checkpoint (C2SP tlog-checkpoint): origin, size, root in Base64, a line each.
func formatTree(origin string, t tlog.Tree) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, t.N, t.Hash)
}

// parseTree reads the text of a checkpoint. Extension lines are allowed and ignored.
func parseTree(text string) (origin string, t tlog.Tree, err error) {
	bad := fault.New(fault.Invalid, "audit.checkpoint", "the checkpoint is not origin, size and root, a line each")
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return "", t, bad
	}
	t.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil || t.N < 0 || strconv.FormatInt(t.N, 10) != lines[1] {
		return "", t, bad
	}
	t.Hash, err = tlog.ParseHash(lines[2])
	if err != nil || t.Hash.String() != lines[2] {
		return "", t, bad
	}
	return lines[0], t, nil
}
