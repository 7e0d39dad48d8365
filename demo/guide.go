package demo

import (
	"fmt"
	"io"
	"time"
)

var clock = time.Now

// Guide says what there is to see, and what to click.
func Guide(w io.Writer, url string) {
	fmt.Fprintf(w, `
湖北健康码演示 · Hubei's health code, a demonstration

  持码人 Holder     %[1]s/login
  短信箱 Inbox      %[1]s/inbox      one-time codes arrive here / 验证码在这里
  采集员 Gate       %[1]s/gate/      collector: %[2]s
  接口   API        %[1]s/openapi.json
  部件   Parts      %[1]s/ui/gallery

  Log in with one of these phones / 用这些手机号登录:
`, url, collector)
	for _, p := range people {
		fmt.Fprintf(w, "    %s  %s  %s\n", p.phone, p.name, p.story)
	}
	fmt.Fprintf(w, `
  Then: show the code, open "why this colour", add a relative; in another window log in at the gate
  and scan the code from the first window, or paste its text. Staff / 工作人员:
    %s headquarters 指挥部   %s administrator 管理员   %s health data officer 数据员

`, Headquarters, administrator, dataOfficer)
}
