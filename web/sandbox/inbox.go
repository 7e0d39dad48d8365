// Package sandbox serves the inbox of a demonstration: the messages that a real node would send to phones.
//
// It is not part of a node in service, which sends them and keeps none.
package sandbox

import (
	"context"
	"embed"
	"net/http"

	"kangma/internal/instant"
	"kangma/node"
	"kangma/web/ui"
)

//go:embed pages/*.html
var templates embed.FS

// Messages reads the inbox, newest first; "" is every phone. node.Node has it.
type Messages interface {
	Inbox(ctx context.Context, phone string) ([]node.Message, error)
}

// Mount adds the inbox's page.
func Mount(mux *http.ServeMux, from Messages, site ui.Site) {
	pages := ui.NewPages(templates, ui.Strict)
	mux.HandleFunc("GET /inbox", func(w http.ResponseWriter, r *http.Request) {
		v := inboxView{Page: ui.NewPage(site, r)}
		say := v.Prefs.Language.Say
		v.Title = say(ui.Text{"zh": "演示短信箱", "en": "Inbox of the demonstration"})
		v.About = say(ui.Text{"zh": "这里显示演示系统本应发到手机上的短信。正式系统没有这个页面。", "en": "What the demonstration would send to phones. A system in service has no such page."})
		v.None = say(ui.Text{"zh": "还没有短信。请先在登录页获取验证码。", "en": "No messages yet. Ask for a code on the login page first."})
		list, err := from.Inbox(r.Context(), "")
		if err != nil {
			pages.Refuse(w, r, v.Page, err)
			return
		}
		for _, m := range list {
			v.Messages = append(v.Messages, message{m.Phone, m.Body, m.At.In(instant.Beijing)[11:19]})
		}
		pages.Render(w, r, http.StatusOK, v)
	})
}

type inboxView struct {
	ui.Page
	Title, About, None string
	Messages           []message
}

func (inboxView) View() string { return "inbox" }

type message struct{ Phone, Body, At string }
