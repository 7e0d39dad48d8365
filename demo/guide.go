package demo

import (
	"fmt"
	"io"
)

// Guide says what there is to see, whom to log in as and what to click; urls are the addresses of Nodes.
func Guide(w io.Writer, urls []string) {
	fmt.Fprintf(w, "\n健康码演示 · Health codes of a country in small, a demonstration\n")
	for i, n := range Nodes {
		fmt.Fprintf(w, `
%s %s  %s  %s
  %s
  持码人 Holder  %[3]s/login    采集员 Gate  %[3]s/gate/    工作台 Desk  %[3]s/desk    短信箱 Inbox  %[3]s/inbox    接口 API  %[3]s/openapi.json
`, n.Zh, n.En, urls[i], n.Pack, n.About)
		for _, p := range n.people {
			fmt.Fprintf(w, "    %s  %s  %s\n", p.phone, p.name, p.story)
		}
		if n.blocked {
			fmt.Fprintf(w, "    %s  —  状态13：验证码取得太多，午夜前不能登录 / state 13: asked for too many codes, blocked until midnight\n", Blocked)
		}
	}
	fmt.Fprintf(w, "\n  工作人员，各节点手机号相同 / Staff, the same phones at each node:\n")
	for _, o := range offices {
		fmt.Fprintf(w, "    %s  %-19s  %s  %s\n", o.phone, o.role, o.zh, o.does)
	}
	fmt.Fprintf(w, `
  怎么看 / What to click
    1. 用任一手机号登录，验证码在同一节点的短信箱里 / log in with any of these phones; the code is in the inbox of the same node.
    2. 亮码，点“为什么是这个颜色”；看通知、办理事项、谁看过我的信息 / show the code, open "why this colour", then notices, cases, who looked.
    3. 另开窗口，用 %s 登录采集员页面，扫或粘贴前一窗口的码 / in another window log in at the gate with %[1]s; scan the first
       window's code, or paste its text. Change somebody's evidence, and the next scan says so.
    4. 工作人员在 /desk 登录：先看待办，再看谁在等、等多久 / staff log in at /desk: what waits, whose it is, and until when. A
       browser keeps one login for this machine: open the nodes in private windows to be logged in at several.
  过去六天的通行、到访、检查和超时的事项、申领已在其中 / Six days of passages, visits and inspections are in it, and cases and applications that are late.
`, collector)
}
