package notice

import "slices"

// Kind is what a notice tells, one of the closed list below.
type Kind string

const (
	ColourChanged Kind = "colour.changed"
	MarkChanged   Kind = "mark.changed"
	AccessGiven   Kind = "access.given"
	OnSite        Kind = "person.on_site"
	PaperIssued   Kind = "paper.issued"
	PaperEnded    Kind = "paper.ended"
	CallAnnounced Kind = "call.announced"

	CaseOpened   Kind = "case.opened"
	CaseMoved    Kind = "case.moved"
	CaseLate     Kind = "case.late"
	CaseWaiting  Kind = "case.waiting"
	CaseAssigned Kind = "case.assigned"
	CaseOverdue  Kind = "case.overdue"

	StaffAppointed Kind = "staff.appointed"
	StaffDismissed Kind = "staff.dismissed"
	StaffGranted   Kind = "staff.granted"
	StaffWithdrawn Kind = "staff.withdrawn"

	EmergencyOpened Kind = "emergency.opened"

	PublicationProposed Kind = "publication.proposed"
	PublicationDecided  Kind = "publication.decided"
	ListAlarm           Kind = "list.alarm"
	HandAlarm           Kind = "hand.alarm"
	LimitAlarm          Kind = "limit.alarm"
	FeedLate            Kind = "feed.late"
)

// audience is to whom a kind may go.
type audience int

const (
	holders audience = 1 + iota
	staffers
)

// Words are a sentence in both languages.
type Words struct{ Zh, En string }

// Spec is the row of a kind: whom it is for, its title, and its sentence, in which {name:type} stands for a value.
type Spec struct {
	Kind  Kind
	For   audience
	Title Words
	Text  Words
}

// Kinds is everything that a notice can tell.
var Kinds = []Spec{
	{ColourChanged, holders, Words{"健康码颜色变化", "The code changed colour"},
		Words{"健康码由{from:colour}变为{to:colour}。理由和怎么办，请看健康码页。", "The code changed from {from:colour} to {to:colour}. The code page says why, and what to do."}},
	{MarkChanged, holders, Words{"行程标记变化", "The itinerary mark changed"},
		Words{"行程标记由{from:mark}变为{to:mark}。理由和怎么办，请看健康码页。", "The mark changed from {from:mark} to {to:mark}. The code page says why, and what to do."}},
	{AccessGiven, holders, Words{"有人获准查看信息", "Somebody was given access"},
		Words{"{region:region}{role:role}获准临时查看相关信息，至{until:time}止。谁看过，可在查看记录中看到。", "The {role:role} of {region:region} may see this data until {until:time}. Who looked stands in the list of looks."}},
	{OnSite, holders, Words{"现场代办登记", "Registered on site"},
		Words{"{region:region}{role:role}现场代办了登记和健康申报。如非本人要求，请拨打热线。", "The {role:role} of {region:region} registered and declared on site, as asked. If nobody asked for it, call the hotline."}},
	{PaperIssued, holders, Words{"纸质码已签发", "A paper code was issued"},
		Words{"纸质码{number:word}已签发，有效至{until:time}。此前的纸质码全部作废。", "Paper code {number:word} was issued and counts until {until:time}. Those before it count no more."}},
	{PaperEnded, holders, Words{"纸质码已挂失", "A paper code was reported lost"},
		Words{"纸质码{number:word}已挂失作废。需要时可重新领取。", "Paper code {number:word} was reported lost and counts no more. A new one can be issued."}},
	{CallAnnounced, holders, Words{"工作人员将致电", "Somebody will call"},
		Words{"{region:region}{role:role}将来电核实情况，核对号码{number:word}，{until:time}前有效。来电人说不出这个号码，请挂断。我们从不发二维码，不索要钱款、银行卡号和验证码。", "The {role:role} of {region:region} will call; the number to compare is {number:word}, until {until:time}. Hang up on who cannot say it. We never send QR codes and never ask for money, bank cards or one-time codes."}},

	{CaseOpened, holders, Words{"申请已收到", "Your request has arrived"},
		Words{"{kind:word}已收到，办理期限：{due:time}。", "{kind:word}: it has arrived. Time limit: {due:time}."}},
	{CaseMoved, holders, Words{"办理进展", "Your request has moved"},
		Words{"{kind:word}：{state:word}。", "{kind:word}: {state:word}."}},
	{CaseLate, holders, Words{"办理已超时", "Your request is overdue"},
		Words{"{kind:word}在{due:time}前没有办完，已报上一级。", "{kind:word}: it was not dealt with by {due:time} and has gone to the level above."}},
	{CaseWaiting, staffers, Words{"有新的事项待办", "A case is waiting"},
		Words{"{region:region}有{kind:word}待办，办理期限：{due:time}。", "A case of {region:region} is waiting: {kind:word}. Time limit: {due:time}."}},
	{CaseAssigned, staffers, Words{"事项已派给您", "A case is yours"},
		Words{"{region:region}的{kind:word}派给您办理，办理期限：{due:time}。", "A case of {region:region} was assigned to you: {kind:word}. Time limit: {due:time}."}},
	{CaseOverdue, staffers, Words{"事项超时", "A case is overdue"},
		Words{"{region:region}的{kind:word}应在{due:time}前办理，现已超时。", "A case of {region:region} is overdue: {kind:word}, was due by {due:time}."}},

	{StaffAppointed, staffers, Words{"任命", "You were appointed"},
		Words{"您被任命为{region:region}{role:role}，自{from:time}起。", "You are {role:role} of {region:region} from {from:time}."}},
	{StaffDismissed, staffers, Words{"免职", "Your appointment has ended"},
		Words{"您的{region:region}{role:role}任命已终止。", "Your appointment as {role:role} of {region:region} has ended."}},
	{StaffGranted, staffers, Words{"特别授权", "You were given a grant"},
		Words{"您获准在{region:region}{action:action}，至{until:time}止。", "In {region:region} you may {action:action} until {until:time}."}},
	{StaffWithdrawn, staffers, Words{"特别授权已收回", "Your grant has ended"},
		Words{"您在{region:region}{action:action}的授权已收回。", "Your grant to {action:action} in {region:region} has been withdrawn."}},

	{EmergencyOpened, staffers, Words{"紧急调阅预警", "Emergency access was opened"},
		Words{"{role:role}自行开通在{region:region}{action:action}的紧急调阅，至{until:time}止，请核查。", "A {role:role} has taken emergency access to {action:action} in {region:region} until {until:time}; look into it."}},

	{PublicationProposed, staffers, Words{"待批准的发布", "A publication waits for approval"},
		Words{"{what:word}已提出发布，待另一人批准。", "{what:word} is proposed and waits for another person's approval."}},
	{PublicationDecided, staffers, Words{"发布已决定", "A publication was decided"},
		Words{"{what:word}：{state:word}。", "{what:word}: {state:word}."}},
	{ListAlarm, staffers, Words{"名单预警", "A list would change many"},
		Words{"{region:region}的一份名单将改变{people:count}人的码，须由另一机构批准。", "A list of {region:region} would change the codes of {people:count} people; another office has to approve it."}},
	{HandAlarm, staffers, Words{"单日赋码预警", "A hand reached the limit of a day"},
		Words{"{region:region}有人或来源单日逐条使{people:count}人变色，已达上限，后续已被拒绝，请核查。", "In {region:region} one hand or source changed the colour of {people:count} people in a day, record by record, which is the limit; more was refused; look into it."}},
	{LimitAlarm, staffers, Words{"上限变更预警", "The limit was set"},
		Words{"{region:region}的大批量赋码复核上限被设为{people:count}人，请核查。", "In {region:region} the number of people that a list may change without a second office was set to {people:count}; look into it."}},
	{FeedLate, staffers, Words{"外部数据中断", "A feed of an authority is late"},
		Words{"{feed:word}自{since:time}起没有新数据，此后的码可能不反映最新情况，请联系报送单位。", "{feed:word}: nothing has come since {since:time}; codes may not show what happened after. Call the authority."}},
}

// Spec is the row of a kind; ok is false for what is no kind.
func (k Kind) Spec() (s Spec, ok bool) {
	i := slices.IndexFunc(Kinds, func(s Spec) bool { return s.Kind == k })
	if i < 0 {
		return Spec{}, false
	}
	return Kinds[i], true
}

// ParseKind reads a kind of the list.
func ParseKind(s string) (Kind, error) {
	if _, ok := Kind(s).Spec(); !ok {
		return "", badKind("kind", s)
	}
	return Kind(s), nil
}
