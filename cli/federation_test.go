package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
)

// authority is a node of its own process.
type authority struct {
	t         *testing.T
	dir, url  string
	listen    string
	processes *exec.Cmd
}

// newAuthority makes the folder of a node and says where it will be; more is the rest of its node.yaml.
func newAuthority(t *testing.T, region, pack, more string) *authority {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, dir: filepath.Join(t.TempDir(), region), listen: l.Addr().String()}
	l.Close()
	a.url = "http://" + a.listen
	a.run("init", "--region", region, "--pack", pack)
	file, err := os.OpenFile(filepath.Join(a.dir, "node.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(file, "\naddress: %s\n%s", a.url, more)
	file.Close()
	return a
}

// run runs a command on the node's folder, and gives what it prints.
func (a *authority) run(args ...string) string {
	a.t.Helper()
	code, out, errs := kangma(a.t, "", append(args, "--data", a.dir)...)
	if code != 0 {
		a.t.Fatalf("kangma %v: %d %s", args, code, errs)
	}
	return out
}

// start runs the node as a process, and waits until it answers.
func (a *authority) start() {
	a.t.Helper()
	a.processes = exec.Command("kangma", "serve", "--sandbox", "--data", a.dir, "--listen", a.listen, "--metrics-listen", "none")
	var said bytes.Buffer
	a.processes.Stdout, a.processes.Stderr = &said, &said
	if err := a.processes.Start(); err != nil {
		a.t.Fatal(err)
	}
	process := a.processes
	a.t.Cleanup(func() { process.Process.Kill(); process.Wait() })
	a.until("it answers", func() bool {
		r, err := http.Get(a.url + "/readyz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	})
}

// kill ends it without a word.
func (a *authority) kill() {
	a.t.Helper()
	if err := a.processes.Process.Kill(); err != nil {
		a.t.Fatal(err)
	}
	a.processes.Wait()
}

// until waits for something that another process does.
func (a *authority) until(what string, done func() bool) {
	a.t.Helper()
	for end := time.Now().Add(90 * time.Second); !done(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			a.t.Fatal("waited too long until ", what)
		}
	}
}

// trusts says whether the gates of the node get keys of a region.
func (a *authority) trusts(region string) bool {
	r, err := http.Get(a.url + "/v1/trust")
	if err != nil {
		return false
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	var list struct{ Issuers []struct{ Region string } }
	if json.Unmarshal(body, &list) != nil {
		return false
	}
	for _, i := range list.Issuers {
		if i.Region == region {
			return true
		}
	}
	return false
}

var candidateLine = regexp.MustCompile(`(?m)^([0-9a-f]{32}) \w+ (\d{6}) `)

// NA-10, NA-11, WZ-16, FE-1, FE-3, FE-6: a hub, a province and a city, each a process: they come to trust each other, a code is linked, the province
// dies and its code is gray, it comes back and the code with it, the hub dies and gates go on, a node is removed and unknown.
func TestFederationOfProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("several processes")
	}
	ctx := t.Context()
	offline := t.TempDir()
	root := filepath.Join(offline, "root.key")
	_, pin, _ := kangma(t, "", "hub", "root", "new", "--out", root)
	pin = strings.TrimSpace(pin)
	hub := newAuthority(t, "000000", "national@2020-12-10", "")
	keys, delegation := filepath.Join(offline, "keys.json"), filepath.Join(offline, "delegation.json")
	hub.run("hub", "key", "--out", keys)
	if code, _, errs := kangma(t, "", "hub", "root", "delegate", "--root", root, "--key", keys, "--version", "1", "--out", delegation); code != 0 {
		t.Fatal(errs)
	}
	hub.run("hub", "begin", "--root", pin, "--delegation", delegation)
	hub.run("staff", "appoint", "--phone", "13900000001", "--name", "王芳", "--role", "headquarters", "--region", "000000")
	hub.start()

	below := "hub:\n  address: " + hub.url + "\n  roots: [\"" + pin + "\"]\n"
	zhejiang, wenzhou := newAuthority(t, "330000", "zhejiang@2020-07-01", below), newAuthority(t, "330300", "wenzhou@2021-12-01", below)
	second := staffIn(t, hub.url, "13900000001")
	for _, a := range []*authority{zhejiang, wenzhou} {
		a.run("hub", "join")
		m := candidateLine.FindStringSubmatch(hub.run("hub", "candidates"))
		if m == nil {
			t.Fatal("nobody waits")
		}
		hub.run("hub", "admit", m[1], "--reason", "电话核对")
		k, err := id.Parse(m[1])
		if err != nil {
			t.Fatal(err)
		}
		if out, err := second.AdmitMember(ctx, k, "电话核对"); err != nil || out.State != "admitted" {
			t.Fatal(out.State, err)
		}
	}
	for _, a := range []*authority{zhejiang, wenzhou} {
		a.run("hub", "status", "--fetch")
		a.start()
	}
	wenzhou.until("its gates know Zhejiang", func() bool { return wenzhou.trusts("330000") })

	enter := func(a *authority) *client.Client {
		c := client.New(a.url, nil)
		if err := c.RequestCode(ctx, "13700000001"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Login(ctx, wire.Login{Phone: "13700000001", Code: codeFor(t, a.url, "13700000001"), Door: wire.HolderDoor}); err != nil {
			t.Fatal(err)
		}
		return c
	}
	there := enter(zhejiang)
	if _, err := there.Claim(ctx, wire.Claim{Relation: "self", Name: "张三丰", IDType: "resident_id", Number: "11010519491231002X"}); err != nil {
		t.Fatal(err)
	}
	if _, err := there.Apply(ctx, wire.Application{Purpose: "resident", Channel: "app", Region: "330302", Address: "人民路1号", Truth: true,
		Health: wire.Health{Status: "none", Symptoms: []string{"none"}, Temperature: 36.5, Contact: "no"}}); err != nil {
		t.Fatal(err)
	}
	here := enter(wenzhou)
	status := func(when, want string, do func() (wire.LinkedCodes, error)) {
		t.Helper()
		list, err := do()
		if err != nil || len(list.Items) != 1 || list.Items[0].Issuer != "330000" || list.Items[0].Status+" "+list.Items[0].Colour != want {
			t.Fatalf("%s: %+v, %v", when, list, err)
		}
	}
	refresh := func() (wire.LinkedCodes, error) { return here.RefreshCode(ctx, id.ID{}, "330000") }
	status("linked", "ok green", func() (wire.LinkedCodes, error) { return here.LinkCodes(ctx, wire.LinkAsk{By: "phone"}) })
	zhejiang.kill()
	status("the province is down", "timeout ", refresh)
	zhejiang.start()
	wenzhou.until("the province is asked again", func() bool {
		list, err := refresh()
		return err == nil && list.Items[0].Status == "ok"
	})
	status("it is back", "ok green", refresh)

	hub.kill()
	if !wenzhou.trusts("330000") || !zhejiang.trusts("330300") {
		t.Error("without the hub gates forget the others")
	}
	status("without the hub", "ok green", refresh)
	hub.start()
	hub.run("hub", "remove", "330000", "--reason", "密钥泄露")
	wenzhou.run("hub", "status", "--fetch")
	wenzhou.until("its gates know Zhejiang no more", func() bool { return !wenzhou.trusts("330000") })
	status("removed", "timeout ", refresh)
}
