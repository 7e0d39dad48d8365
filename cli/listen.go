package cli

import (
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"time"

	"kangma/internal/fault"
)

// publicFlags say how a node is reached.
type publicFlags struct {
	Listen        string `help:"Address to listen on." default:"127.0.0.1:8080" env:"KANGMA_LISTEN"`
	TLSCert       string `help:"File of the certificate and those above it (PEM), to serve https without a proxy." name:"tls-cert" type:"path"`
	TLSKey        string `help:"File of its key (PEM)." name:"tls-key" type:"path"`
	Forwarded     bool   `help:"Requests come through a proxy of ours that ends TLS and writes X-Forwarded-For and X-Forwarded-Proto."`
	MetricsListen string `help:"Address for figures (GET /metrics), never that of the public; \"none\" for none." default:"127.0.0.1:9464"`
}

// listen listens for the public: in the clear only on this machine or behind a proxy.
func (f publicFlags) listen() (l net.Listener, url string, err error) {
	if (f.TLSCert == "") != (f.TLSKey == "") {
		return nil, "", fault.New(fault.Invalid, "serve.tls", "--tls-cert %q and --tls-key %q go together", f.TLSCert, f.TLSKey)
	}
	var secure *tls.Config
	if f.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(f.TLSCert, f.TLSKey)
		if err != nil {
			return nil, "", fault.Field("tls-cert", f.TLSCert, "and its key cannot be used: %v", err)
		}
		secure = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}, NextProtos: []string{"h2", "http/1.1"}}
	}
	if l, err = listenOn("listen", f.Listen); err != nil {
		return nil, "", err
	}
	switch {
	case secure != nil:
		return tls.NewListener(l, secure), "https://" + l.Addr().String(), nil
	case !f.Forwarded && !onThisMachine(l):
		l.Close()
		return nil, "", fault.Field("listen", f.Listen, "is reached by others, and codes must not go in the clear: give --tls-cert and --tls-key, or --forwarded behind a proxy that ends TLS")
	}
	return l, "http://" + l.Addr().String(), nil
}

// metrics serves figures; nil where none are wanted.
func (f publicFlags) metrics(page http.Handler) (*http.Server, net.Listener, error) {
	if f.MetricsListen == "none" {
		return nil, nil, nil
	}
	l, err := listenOn("metrics-listen", f.MetricsListen)
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", page)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}, l, nil
}

// listenHere listens for the sandbox, in which anybody who can connect can log in as anybody: on loopback only.
func listenHere(address string) (net.Listener, error) {
	l, err := listenOn("listen", address)
	if err != nil {
		return nil, err
	}
	if !onThisMachine(l) {
		l.Close()
		return nil, fault.Field("listen", address, "is not an address of this machine alone, such as 127.0.0.1:8080: in the sandbox anybody can log in as anybody")
	}
	return l, nil
}

func listenOn(flag, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		why := err.Error()
		if _, last, ok := strings.Cut(why, address+": "); ok {
			why = last
		}
		return nil, fault.Field(flag, address, "cannot be listened on: %s; choose another with --%s", why, flag)
	}
	return l, nil
}

func onThisMachine(l net.Listener) bool {
	at, ok := l.Addr().(*net.TCPAddr)
	return ok && at.IP.IsLoopback()
}
