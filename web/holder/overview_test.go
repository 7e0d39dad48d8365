package holder

import (
	"net/http"
	"testing"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/web/ui"
)

// everything is an overview with something to say to each question.
var everything = Overview{Person: self, At: start, Policy: "national@2020-12-10", Risk: "trip",
	Cases:     []Known{{Kind: "case.suspected", Source: "北京市海淀区疾控中心", From: start, Until: instant.Never}},
	Trips:     []Known{{Kind: "contact.cotraveller", What: "G2331", Source: "同行比对", From: start, Until: instant.Never}},
	Itinerary: &Known{Kind: "itinerary", Result: "abnormal", Source: "通信行程平台", From: start, Until: start.Add(instant.Day / 2)},
	Inbound:   []Known{{Kind: "entry", What: "PVG", Source: "海关", From: start, Until: instant.Never}},
	Codes: []CodeElsewhere{{Issuer: "湖北省", Colour: "red", Status: "ok", At: start}, {Issuer: "浙江省", Status: "timeout", At: start},
		{Issuer: "广东省", Status: "missing", At: start}},
	Places:      []PlaceRisk{{Name: "北京市海淀区", Home: true}, {Name: "浙江省杭州市西湖区", Level: "medium"}},
	Corrections: []Case{{ID: id.ID{15: 9}, Kind: review.Correction, Title: ui.Text{"zh": "纠错", "en": "correction"}, State: ui.Text{"zh": "来源单位核实中", "en": "at its source"}, Office: "北京市海淀区"}}}

// NA-05, NA-04, SC-01: the eight functions are in one place, each answered in words, with where its answer comes from; nothing found is said as plainly.
func TestOverview(t *testing.T) {
	f := newFake()
	mux := server(f)
	page := ask(t, mux, "zh", "/overview", nil)
	contains(t, "nothing", page.Body.String(), "未见异常", "没有关于您的病例记录", "没有发现您与病例同乘", "没有行程查询结果", "还没有关联其他地方的码", "北京市海淀区（居住地）", "没有正在办理的纠错")
	f.overview = everything
	page = ask(t, mux, "zh", "/overview", nil)
	contains(t, "everything", page.Body.String(), "您曾与病例同乘", "G2331", "同行比对", "到过风险地区所在城市", "有您的入境记录", "湖北省", "红码", "没有按时答复", "没有您的码", "中风险", "来源单位核实中",
		"/cases/"+everything.Corrections[0].ID.String(), "/risk?where=")
	en := ask(t, mux, "en", "/overview", nil)
	contains(t, "in English", en.Body.String(), "You travelled with a case", "no answer in time", "Eight questions")
	if en.Code != http.StatusOK {
		t.Error(en.Code)
	}
}
