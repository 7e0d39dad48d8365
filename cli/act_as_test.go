package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/api/client"
)

// BY-05, BY-16: rules are proposed and approved from the command line by two named members of staff, each under a login of his own that is
// kept where nobody else reads it; one who logged out, or whose file others can read, does not act.
func TestActingAsStaff(t *testing.T) {
	urls, stop := startNodes(t, t.TempDir())
	defer stop()
	url := urls[2]
	dir := t.TempDir()
	if code, _, errs := kangma(t, "", "policy", "new", "wenzhou@"+time.Now().AddDate(0, 0, 5).Format(time.DateOnly), "--like", "wenzhou@2021-12-01", "--dir", dir); code != 0 {
		t.Fatal(errs)
	}
	packs, err := filepath.Glob(filepath.Join(dir, "wenzhou", "*"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	as := func(name, phone string) {
		t.Helper()
		t.Setenv("KANGMA_LOGINS", filepath.Join(dir, name, "logins.json"))
		if phone == "" {
			return
		}
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		before := newest(t, url, phone)
		go func() { // the code is there once the command has asked for it
			defer w.Close()
			for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
				if code := newest(t, url, phone); code != before {
					w.WriteString(code + "\n")
					return
				}
			}
		}()
		if code, out, errs := kangmaFrom(t, r, "login", "--server", url, "--phone", phone); code != 0 || !strings.Contains(out, "logged in at "+url) {
			t.Fatal(code, out, errs)
		}
	}
	as("officer", "13700000008")
	code, out, errs := kangma(t, "", "policy", "propose", "--server", url, "--reason", "续期", packs[0])
	if code != 0 || !strings.Contains(out, "proposed") {
		t.Fatal(code, out, errs)
	}
	publication := strings.Fields(out)[0]
	if code, _, errs := kangma(t, "", "policy", "approve", "--server", url, publication); code == 0 {
		t.Error("approved by who proposed it", errs)
	}
	file := filepath.Join(dir, "officer", "logins.json")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	as("headquarters", "13700000000")
	if code, out, errs := kangma(t, "", "policy", "approve", "--server", url, "--reason", "同意", publication); code != 0 || !strings.Contains(out, "approved, from") {
		t.Error(code, out, errs)
	}
	if code, out, errs := kangma(t, "", "policy", "withdraw", "--server", url, "--reason", "再议", publication); code != 0 || !strings.Contains(out, "withdrawn") {
		t.Error(code, out, errs)
	}
	if code, _, errs := kangma(t, "", "logout", "--server", url); code != 0 {
		t.Error(errs)
	}
	if code, _, errs := kangma(t, "", "policy", "approve", "--server", url, publication); code == 0 || !strings.Contains(errs, "kangma login") {
		t.Error("after the logout:", errs)
	}
	as("officer", "")
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := kangma(t, "", "policy", "withdraw", "--server", url, publication); code == 0 || !strings.Contains(errs, "can be read by others") {
		t.Error(errs)
	}
	for _, bad := range []string{"http://jkm.example", "jkm.example", "https://jkm.example/desk"} {
		if code, _, errs := kangma(t, "", "login", "--server", bad, "--phone", "13700000008"); code == 0 || !strings.Contains(errs, "--server") {
			t.Errorf("%s: %s", bad, errs)
		}
	}
}

func newest(t *testing.T, url, phone string) string {
	inbox, err := client.New(url, nil).Inbox(t.Context(), phone)
	if err != nil || len(inbox) == 0 {
		return ""
	}
	return digits.FindString(inbox[0].Body)
}
