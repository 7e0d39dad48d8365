package demo

import (
	"fmt"
	"io"
	"time"
)

var clock = time.Now

// Guide says what there is to see, and what to click; urls are the addresses of Nodes.
func Guide(w io.Writer, urls []string) {
	fmt.Fprintf(w, "\n健康码演示 · Health codes of three authorities, a demonstration\n")
	for i, n := range Nodes {
		fmt.Fprintf(w, `
%s %s  %s  %s
  %s
  持码人 Holder  %[3]s/login    采集员 Gate  %[3]s/gate/    工作台 Desk  %[3]s/desk    短信箱 Inbox  %[3]s/inbox    接口 API  %[3]s/openapi.json
`, n.Zh, n.En, urls[i], n.Pack, n.About)
		for _, p := range n.people {
			fmt.Fprintf(w, "    %s  %s  %s\n", p.phone, p.name, p.story)
		}
	}
	fmt.Fprintf(w, "\n  工作人员，三个节点相同 / Staff, the same phones at each node:\n")
	for _, o := range offices {
		fmt.Fprintf(w, "    %s  %s  %s\n", o.phone, o.role, o.zh)
	}
	fmt.Fprintf(w, `
  Log in with any of these phones; one-time codes arrive in the inbox of the same node. Show a code, open "why this
  colour"; in another window log in at the gate with %s and scan the code from the first window, or paste its text.
  A browser keeps one login for this machine: open the nodes in private windows to be logged in at several.

`, collector)
}
