package holder

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/id"
	"kangma/web/ui"
)

// fakeInbox is the part of fake that has notices.
type fakeInbox struct {
	notices    []Notice
	nextNotice id.ID
	read       []id.ID
}

func (f *fake) Notices(_ context.Context, b Bearer, before id.ID, limit int) ([]Notice, id.ID, error) {
	return f.notices, f.nextNotice, f.check(b)
}

func (f *fake) ReadNotices(_ context.Context, b Bearer, which []id.ID) error {
	f.read = append(f.read, which...)
	return f.check(b)
}

var told = []Notice{
	{ID: id.ID{15: 7}, Person: self.ID, Title: ui.Text{"zh": "健康码颜色变化", "en": "The code changed colour"}, Text: ui.Text{"zh": "健康码由绿码变为红码。", "en": "It turned red."}, At: start},
	{ID: id.ID{15: 6}, Person: child.ID, Title: ui.Text{"zh": "办理进展", "en": "Your request has moved"}, Text: ui.Text{"zh": "转码申请：已批准。", "en": "Approved."}, At: start - 1, Read: true},
}

// NA-05(6): the notices of all people of the account in one place, each with whose it is, and a word on the code page that there are new ones.
func TestNotices(t *testing.T) {
	f := newFake()
	f.notices, f.nextNotice = told, told[1].ID
	mux := server(f)
	body := ask(t, mux, "zh", "/notices", nil).Body.String()
	contains(t, "notices", body, "健康码由绿码变为红码。", "转码申请：已批准。", "王*华", "王*", "未读", "/notices?before="+told[1].ID.String(), told[0].ID.String())
	if strings.Count(body, `name="notice"`) != 1 {
		t.Error("what has been read is to be read again")
	}
	w := ask(t, mux, "zh", "/notices", url.Values{"notice": {told[0].ID.String()}})
	if w.Code != http.StatusSeeOther || len(f.read) != 1 || f.read[0] != told[0].ID {
		t.Errorf("%d %v", w.Code, f.read)
	}
	if w := ask(t, mux, "zh", "/notices", url.Values{"notice": {"x"}}); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
		t.Error(w.Code)
	}
	f.code = states()["green"]
	f.code.Unread = 2
	contains(t, "code page", ask(t, mux, "zh", "/code", nil).Body.String(), "2条未读", `href="/notices"`)
	contains(t, "code page", ask(t, mux, "en", "/code", nil).Body.String(), "2 new")
}
