package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"kangma/internal/fault"
)

// FA-1: what has no code is internal, wherever it is wrapped, and a fault keeps its code through wrapping.
func TestCodes(t *testing.T) {
	if fault.CodeOf(nil) != "" || fault.CodeOf(errors.New("disk")) != fault.Internal {
		t.Error("an error without a code is internal")
	}
	f := fault.New(fault.Conflict, "x.y", "taken").Because(errors.New("disk"))
	if fault.CodeOf(fmt.Errorf("a: %w", f)) != fault.Conflict || strings.Contains(f.Error(), "disk") {
		t.Error("the cause is never shown:", f)
	}
}

// Values are quoted and shortened; secret ones are not repeated; paths are put before.
func TestFields(t *testing.T) {
	long := strings.Repeat("长", 1_000_000)
	for _, c := range []struct {
		err  error
		want string
	}{
		{fault.Field("a", "b\n", "is wrong"), `a: "b\n" is wrong`},
		{fault.Field("a", 46.5, "is wrong"), `a: 46.5 is wrong`},
		{fault.Secret("id_number", "has a wrong check digit"), `id_number: has a wrong check digit`},
		{fault.At("evidence[2]", fault.Missing("attrs.status")), `evidence[2].attrs.status: is required`},
		{fault.At("x", errors.New("disk")), `disk`},
	} {
		if c.err.Error() != c.want {
			t.Errorf("%s, want %s", c.err, c.want)
		}
	}
	if n := len(fault.Field("a", long, "is wrong").Error()); n > 300 {
		t.Errorf("a value of a million characters is repeated in %d bytes", n)
	}
}
