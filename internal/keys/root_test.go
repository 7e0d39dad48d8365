package keys

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kangma/internal/fault"
)

const testSecret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" // 0, 1, … 31

func keyOf(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return fmt.Sprintf("no fault: %v", err)
	}
	return f.Key
}

// KE-1
func TestParseRoot(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "root.missing",
		"\n# nothing\n":                 "root.missing",
		"correct horse battery staple":  "root.form",
		"AAECAwQFBgcICQoLDA0ODxAREhMU":  "root.short",
		strings.Repeat("A", 43) + "=":   "root.weak",
		testSecret + "\nAAECAwQFBgcICQ": "root.short",
	} {
		if _, err := ParseRoot(text); keyOf(err) != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		} else if len(text) > 10 && strings.Contains(err.Error(), text[:10]) {
			t.Errorf("the refusal repeats the secret: %v", err)
		}
	}
	for _, text := range []string{testSecret, " " + testSecret + "\r\n", strings.TrimRight(testSecret, "="), "# ours\n" + testSecret + "\n\n"} {
		if _, err := ParseRoot(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Keys that were derived once must come out the same for ever: what they sealed is kept.
func TestDeriveIsFixed(t *testing.T) {
	root, err := ParseRoot(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for purpose, want := range map[Purpose]string{ // computed apart, with RFC 5869 in another language
		IdentityKEK: "ddf1cedb 2840d51d83fdee037a24bd1a21e60a8b41602a8934bfdd3476218c4391badbdb",
		BlindIndex:  "ef1c0298 9423433a25abb5eee809efb9ebfec93d11fe1b48cedc18cbb220e76fd01dd5b5",
		Handle:      "9e128cdb 5a423c5e701fe8c92b034fe5743117b666f4a24d854aa405d8d50d8db1291c96",
		SessionMAC:  "afd34393 db8c2743e5875543ab4f79ae166966e62034e1dff76864bb11089d59bab7d676",
		Sealing:     "cc02569c b614862327c46a73bb8acbaa17c38f7bb45e6d691d553f7f004aa01fad19b29e",
	} {
		k := root.Fixed(purpose)
		if got := fmt.Sprintf("%08x %s", k.ID, hex.EncodeToString(k.Secret[:])); got != want {
			t.Errorf("%s: %s, want %s", purpose, got, want)
		}
		seen[string(k.Secret[:])] = true
	}
	if len(seen) != 5 {
		t.Error("two purposes have the same key")
	}
}

func TestOlderRoots(t *testing.T) {
	older, _ := ParseRoot(testSecret)
	both, err := ParseRoot("/////////////////////////////////////////AA=\n" + testSecret)
	if err != nil {
		t.Fatal(err)
	}
	if k := both.Keys(IdentityKEK); len(k) != 2 || k[1] != older.Keys(IdentityKEK)[0] || k[0] == k[1] {
		t.Error("the keys are not the new root's and the old root's")
	}
	if both.Fixed(BlindIndex) != older.Fixed(BlindIndex) {
		t.Error("the blind index moved with the root: nobody would be found")
	}
}

// KE-1
func TestFileRoot(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, test := range map[string]struct {
		path, want string
	}{
		"group may read":  {write("group", testSecret, 0o640), "root.permissions"},
		"others may read": {write("world", testSecret, 0o604), "root.permissions"},
		"group may write": {write("write", testSecret, 0o620), "root.permissions"},
		"short":           {write("short", "AAECAwQF", 0o600), "root.short"},
		"empty":           {write("empty", "", 0o600), "root.missing"},
		"a folder":        {dir, "root.form"},
		"missing":         {filepath.Join(dir, "none"), "root.missing"},
	} {
		_, err := FileRoot{Path: test.path}.Root()
		if keyOf(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		} else if f, _ := fault.As(err); !strings.Contains(f.Value, filepath.Base(test.path)) {
			t.Errorf("%s: the refusal does not name the file: %v", name, err)
		}
	}
	for _, mode := range []os.FileMode{0o600, 0o400} {
		if _, err := (FileRoot{Path: write("good", testSecret, mode)}).Root(); err != nil {
			t.Errorf("mode %o: %v", mode, err)
		}
		os.Remove(filepath.Join(dir, "good"))
	}
}

// Processes that start together for the first time end with one secret, in a file that only its owner reads.
func TestFileRootIsCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "root.secret")
	roots := make([]*Root, 8)
	var wg sync.WaitGroup
	for i := range roots {
		wg.Go(func() {
			var err error
			if roots[i], err = (FileRoot{Path: path, Create: true}).Root(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	for _, r := range roots[1:] {
		if r.Fixed(Sealing) != roots[0].Fixed(Sealing) {
			t.Fatal("two secrets")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestFindRoot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "root")
	if err := os.WriteFile(file, []byte(testSecret), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		secret, path string
		want         RootSource
		refused      string
	}{
		"secret":  {secret: testSecret, want: EnvRoot(testSecret)},
		"file":    {path: file, want: FileRoot{Path: file}},
		"neither": {want: FileRoot{Path: "data/root.secret", Create: true}},
		"both":    {secret: testSecret, path: file, refused: "root.twice"},
	} {
		getenv := func(name string) string { return map[string]string{EnvSecret: test.secret, EnvFile: test.path}[name] }
		got, err := FindRoot(getenv, FileRoot{Path: "data/root.secret", Create: true})
		if test.refused != "" {
			if keyOf(err) != test.refused {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || got != test.want {
			t.Errorf("%s: %#v, %v", name, got, err)
		}
	}
}

// KE-2: whatever prints, logs or writes a secret shows what it is and not what it holds.
func TestSecretsAreMasked(t *testing.T) {
	root, _ := ParseRoot(testSecret)
	secret, _ := generate(ES256)
	signing, err := newSigningKey(UsePass, ES256, secret, 0, 1e6)
	if err != nil {
		t.Fatal(err)
	}
	key := root.Fixed(Sealing)
	// Every form in which the bytes could come out.
	var leaks []string
	for _, b := range [][]byte{root.secrets[0], key.Secret[:], secret} {
		leaks = append(leaks, hex.EncodeToString(b[:8]), strings.ToUpper(hex.EncodeToString(b[:8])), fmt.Sprint(b[:4])[1:9], fmt.Sprintf("%#v", b[:4])[7:20])
	}
	leaks = append(leaks, testSecret[:12])
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	for _, v := range []any{root, *root, key, &key, signing, *signing, EnvRoot(testSecret), struct{ K Key }{key}, []Key{key}} {
		out := ""
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			out += fmt.Sprintf(verb, v)
		}
		written, _ := json.Marshal(v)
		logger.Info("", "v", v)
		out += string(written) + log.String()
		for _, leak := range leaks {
			if strings.Contains(out, leak) {
				t.Errorf("%T shows %q in %s", v, leak, out)
			}
		}
	}
}
