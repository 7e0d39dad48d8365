package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sms"
	"kangma/node"
	"kangma/notice"
	"kangma/person"
)

// smsFile is the part of node.yaml that says who carries texts to phones, and which.
type smsFile struct {
	SMPP    *smppFile    `yaml:"smpp"`
	Webhook *webhookFile `yaml:"webhook"`
	Notices []string     `yaml:"notices"` // kinds of notices that go to phones too
	Daily   int          `yaml:"daily"`   // texts a day; 0 is as many as there are
}

type smppFile struct {
	Address     string        `yaml:"address"` // host:port
	TLS         bool          `yaml:"tls"`
	SystemID    string        `yaml:"system_id"`
	Password    secretFile    `yaml:"password"`
	SystemType  string        `yaml:"system_type"`
	Source      string        `yaml:"source"` // number or name that phones show
	SourceTON   uint8         `yaml:"source_ton"`
	SourceNPI   uint8         `yaml:"source_npi"`
	Long        string        `yaml:"long"` // parts or payload
	Window      int           `yaml:"window"`
	EnquireLink time.Duration `yaml:"enquire_link"`
}

type webhookFile struct {
	URL    string     `yaml:"url"`
	Secret secretFile `yaml:"secret"`
	CA     string     `yaml:"ca"` // file of certificates
}

// secretFile says where a secret is: it never stands in node.yaml, which people copy and show.
type secretFile struct {
	File string `yaml:"file"`
	Env  string `yaml:"env"`
}

// UnmarshalYAML refuses a secret itself without repeating it.
func (s *secretFile) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return fmt.Errorf("line %d: a secret does not stand in node.yaml; write {file: PATH} or {env: NAME}", n.Line)
	}
	type plain secretFile
	return n.Decode((*plain)(s))
}

// read gives the secret; key is its place in node.yaml, and a relative file is one of the node's folder.
func (s secretFile) read(dir, key string) ([]byte, error) {
	switch {
	case s.File != "" && s.Env != "":
		return nil, fault.Field(key, s.File, "and env are both given")
	case s.Env != "":
		v := os.Getenv(s.Env)
		if v == "" {
			return nil, fault.Field(key+".env", s.Env, "is not set")
		}
		return []byte(v), nil
	case s.File == "":
		return nil, fault.Missing(key + ".file")
	}
	path := s.File
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fault.Field(key+".file", path, "cannot be read").Because(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.Field(key+".file", path, "may be read by others (%v); say chmod 600", info.Mode().Perm())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Field(key+".file", path, "cannot be read").Because(err)
	}
	return bytes.TrimRight(b, "\r\n"), nil
}

// sender makes what carries texts; nil if none is configured.
func (f smsFile) sender(dir string) (sms.Sender, error) {
	switch {
	case f.SMPP != nil && f.Webhook != nil:
		return nil, fault.Field("sms", "smpp and webhook", "are both given; one of them carries all")
	case f.SMPP != nil:
		password, err := f.SMPP.Password.read(dir, "sms.smpp.password")
		if err != nil {
			return nil, err
		}
		if f.SMPP.Long != "" && f.SMPP.Long != "parts" && f.SMPP.Long != "payload" {
			return nil, fault.Field("sms.smpp.long", f.SMPP.Long, "is not parts or payload")
		}
		return made(sms.NewSMPP(sms.SMPPConfig{Address: f.SMPP.Address, TLS: f.SMPP.TLS, SystemID: f.SMPP.SystemID, Password: string(password), Type: f.SMPP.SystemType,
			Source: f.SMPP.Source, SourceTON: f.SMPP.SourceTON, SourceNPI: f.SMPP.SourceNPI, Payload: f.SMPP.Long == "payload", Window: f.SMPP.Window,
			EnquireLink: f.SMPP.EnquireLink, Now: time.Now}))
	case f.Webhook != nil:
		secret, err := f.Webhook.Secret.read(dir, "sms.webhook.secret")
		if err != nil {
			return nil, err
		}
		return made(sms.NewWebhook(sms.WebhookConfig{URL: f.Webhook.URL, Secret: secret, CA: f.Webhook.CA, Now: time.Now}))
	}
	return nil, nil
}

// made is a sender, and no sender where there is an error: a nil pointer in an interface is not nil.
func made[S sms.Sender](s S, err error) (sms.Sender, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

// rules are which notices go to phones, and how many texts.
func (f smsFile) rules() (r node.TextRules, err error) {
	r.Daily = f.Daily
	if f.Daily < 0 {
		return r, fault.Field("sms.daily", f.Daily, "is negative")
	}
	for i, s := range f.Notices {
		k, err := notice.ParseKind(s)
		if err != nil {
			return r, fault.Field(fmt.Sprintf("sms.notices[%d]", i), s, "is no kind of notice")
		}
		r.Notices = append(r.Notices, k)
	}
	return r, nil
}

// smsCommand is kangma sms.
type smsCommand struct {
	Test smsTestCommand `cmd:"" help:"Send one text to a phone by what node.yaml says, and say what the other side answered."`
	List smsListCommand `cmd:"" help:"List the outbox of the last fortnight: what became of texts, without phones and words."`
}

type smsTestCommand struct {
	nodeFlags
	Phone string `help:"Phone to send to." required:""`
}

func (c *smsTestCommand) Run(ctx context.Context, s *Streams) error {
	file, err := readNodeFile(c.Data)
	if err != nil {
		return err
	}
	sender, err := file.SMS.sender(c.Data)
	if err != nil {
		return err
	}
	if sender == nil {
		return noSender(c.Data)
	}
	to, err := person.ParsePhone(c.Phone)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- sender.Run(run, func(sms.Receipt) {}) }()
	now := instant.Of(time.Now())
	reference, err := sender.Send(ctx, sms.Message{ID: id.New(now), To: to.Reveal(), Text: "【" + file.Name.Zh + "健康码】这是一条测试短信。 A test; nothing to do.", Until: now.Add(5 * time.Minute)})
	stop()
	if end := <-ended; end != nil && !errors.Is(end, context.Canceled) && err == nil {
		err = end
	}
	if err != nil {
		return err
	}
	if reference == "" {
		reference = "(none)"
	}
	fmt.Fprintf(s.Out, "handed over; the other side's name for it: %s\n", reference)
	return nil
}

type smsListCommand struct {
	nodeFlags
	State string `help:"Only of this state: waiting, sent, delivered, undelivered, refused or expired."`
	Limit int    `help:"At most so many." default:"50"`
}

func (c *smsListCommand) Run(ctx context.Context, s *Streams) error {
	n, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer n.Close()
	list, err := n.TextList(ctx, node.Itself, node.TextState(c.State), id.ID{}, c.Limit)
	if err != nil {
		return err
	}
	for _, x := range list {
		fmt.Fprintf(s.Out, "%s  %-12s %-16s tries %d  %s\n", x.CreatedAt.In(instant.Beijing), x.State, x.Purpose, x.Tries, x.Why)
	}
	fmt.Fprintf(s.Out, "%d texts\n", len(list))
	return nil
}

func noSender(dir string) error {
	return fault.New(fault.Unavailable, "serve.no_sender", "%s: sms: is missing, so that nobody could be sent a one-time code: name an operator (sms.smpp) or a gateway (sms.webhook) as docs/playbooks/start-a-node.md says, or try it out on this machine with --sandbox",
		filepath.Join(dir, nodeFileName))
}
