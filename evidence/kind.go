package evidence

import (
	"slices"
	"time"

	"kangma/internal/instant"
)

// Kind is a kind of evidence. The catalogue is closed: evidence.md section 2.
type Kind uint8

const (
	Registration Kind = iota + 1
	Declaration
	CaseConfirmed
	CaseSuspected
	CaseAsymptomatic
	ContactClose
	ContactSecondary
	ContactCotraveller
	ContactSpacetime
	FeverClinic
	FeverChecked
	TestNucleic
	Vaccination
	Entry
	Itinerary
	Stay
	ControlCentral
	ControlHome
	ControlObservation
	ControlMonitoring
	Check
	CertificateIsolation
	WhitelistTruck
	WhitelistCode
	PassTemporary
	Upstream
	kinds // how many
)

// Spec is what the catalogue says of a kind.
type Spec struct {
	Name         string
	Zh           string      // what holders read
	From         string      // who states it
	Attrs        []Attribute // in the order of the catalogue
	NeedsRegion  bool
	Hold         time.Duration // how long it holds from valid_from if it names no end; 0: until it ends
	CountsFrom   Name          // the Time attribute from which it counts, 0: valid_from
	LatestCounts bool          // of several, the latest counts; it does not expire
}

// Attribute is an attribute within a kind.
type Attribute struct {
	Name     Name
	Required bool
	Words    []string // of a Choice or List
	Min, Max float64  // of a Number
}

func opt(n Name, words ...string) Attribute { return Attribute{Name: n, Words: words} }
func req(n Name, words ...string) Attribute { return Attribute{Name: n, Required: true, Words: words} }

var celsius = Attribute{Name: Temperature, Min: 30, Max: 45}

var control = []Attribute{opt(PlaceName), opt(Responsible), opt(Phone)}

var catalogue = [kinds]Spec{
	Registration: {Name: "registration", Zh: "申领登记", From: "holder",
		Attrs: []Attribute{opt(Purpose, "resident", "returning", "visiting", "staying"), opt(Channel)}},
	Declaration: {Name: "declaration", Zh: "健康申报", From: "holder",
		Attrs: []Attribute{req(Status, "none", "fever", "suspected", "confirmed"),
			opt(Symptoms, "none", "cold_like", "dyspnea", "digestive", "palpitation", "conjunctivitis", "other"),
			celsius, opt(Stayed), opt(Contact, "yes", "no", "unsure")}},
	CaseConfirmed:    {Name: "case.confirmed", Zh: "确诊病例", From: "health authority"},
	CaseSuspected:    {Name: "case.suspected", Zh: "疑似病例", From: "health authority"},
	CaseAsymptomatic: {Name: "case.asymptomatic", Zh: "无症状感染者", From: "health authority"},
	ContactClose: {Name: "contact.close", Zh: "密切接触者", From: "health authority",
		Attrs: []Attribute{opt(LastExposure)}, Hold: 14 * instant.Day},
	ContactSecondary: {Name: "contact.secondary", Zh: "次密切接触者", From: "health authority",
		Attrs: []Attribute{opt(LastExposure)}, Hold: 14 * instant.Day},
	ContactCotraveller: {Name: "contact.cotraveller", Zh: "同行人员", From: "matching of carriers' lists",
		Attrs: []Attribute{opt(Trip), opt(TripMode, "train", "flight", "coach", "ship"), opt(Inbound)}},
	ContactSpacetime: {Name: "contact.spacetime", Zh: "时空伴随", From: "telecom"},
	FeverClinic:      {Name: "fever.clinic", Zh: "发热门诊登记", From: "hospital", NeedsRegion: true},
	FeverChecked: {Name: "fever.checked", Zh: "卡口测温发热", From: "collection point",
		Attrs: []Attribute{celsius}},
	TestNucleic: {Name: "test.nucleic", Zh: "核酸检测", From: "laboratory",
		Attrs:      []Attribute{req(Result, "negative", "positive", "pending"), opt(SampledAt)},
		CountsFrom: SampledAt},
	Vaccination: {Name: "vaccination", Zh: "疫苗接种", From: "health authority",
		Attrs: []Attribute{opt(Dose), opt(Product)}},
	Entry: {Name: "entry", Zh: "入境记录", From: "border",
		Attrs: []Attribute{opt(Port), opt(Trip), opt(Origin)}},
	Itinerary: {Name: "itinerary", Zh: "行程查询结果", From: "telecom",
		Attrs: []Attribute{req(Result, "normal", "abnormal", "unknown", "analysing"), opt(Left)}},
	Stay: {Name: "stay", Zh: "旅居史", From: "health authority",
		Attrs: []Attribute{opt(Level, "high", "medium"), opt(Area)}},
	ControlCentral:     {Name: "control.central", Zh: "集中隔离", From: "grass roots", Attrs: control},
	ControlHome:        {Name: "control.home", Zh: "居家隔离", From: "grass roots", Attrs: control},
	ControlObservation: {Name: "control.observation", Zh: "居家健康观察", From: "grass roots", Attrs: control},
	ControlMonitoring:  {Name: "control.monitoring", Zh: "日常健康监测", From: "grass roots", Attrs: control},
	Check: {Name: "check", Zh: "基层核查", From: "grass roots",
		Attrs:        []Attribute{req(State, "submitted", "accepted", "closed"), opt(Outcome, "clear", "control", "returned")},
		LatestCounts: true},
	CertificateIsolation: {Name: "certificate.isolation", Zh: "隔离期满证明", From: "county headquarters",
		Attrs: []Attribute{req(Days)}},
	WhitelistTruck: {Name: "whitelist.truck", Zh: "集卡车司机白名单", From: "headquarters",
		Attrs: []Attribute{opt(VettedBy), opt(FiledWith)}},
	WhitelistCode: {Name: "whitelist.code", Zh: "健康码白名单", From: "headquarters",
		Attrs: []Attribute{opt(VettedBy), opt(FiledWith)}},
	PassTemporary: {Name: "pass.temporary", Zh: "临时通行许可", From: "holder",
		Attrs: []Attribute{req(Promise)}, Hold: 2 * time.Hour},
	Upstream: {Name: "upstream", Zh: "其他平台赋码", From: "hub or province",
		Attrs: []Attribute{req(Issuer), req(Status, "ok", "timeout", "missing"),
			opt(Colour, "red", "yellow", "green", "gray", "none")},
		LatestCounts: true},
}

// Spec is the catalogue's entry.
func (k Kind) Spec() *Spec { return &catalogue[k] }

func (k Kind) String() string { return catalogue[k].Name }

// Attribute is the catalogue's entry of an attribute of this kind.
func (k Kind) Attribute(n Name) (Attribute, bool) {
	for _, a := range catalogue[k].Attrs {
		if a.Name == n {
			return a, true
		}
	}
	return Attribute{}, false
}

var kindByName = func() map[string]Kind {
	m := make(map[string]Kind, kinds)
	for k := Kind(1); k < kinds; k++ {
		m[catalogue[k].Name] = k
	}
	return m
}()

// KindOf finds a kind by its written name.
func KindOf(s string) (Kind, bool) {
	k, ok := kindByName[s]
	return k, ok
}

// Kinds are all kinds in the order of the catalogue.
func Kinds() []Kind {
	all := make([]Kind, 0, kinds-1)
	for k := Kind(1); k < kinds; k++ {
		all = append(all, k)
	}
	return all
}

// MarshalText and UnmarshalText use the written name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

func (k *Kind) UnmarshalText(b []byte) error {
	v, ok := KindOf(string(b))
	if !ok {
		return unknownKind(string(b))
	}
	*k = v
	return nil
}

// ByHolder says whether the holder himself states this kind, so that nobody else may record it in his name.
func (k Kind) ByHolder() bool {
	return slices.Contains([]Kind{Registration, Declaration, PassTemporary}, k)
}
