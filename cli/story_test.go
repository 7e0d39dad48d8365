package cli_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kangma/api"
	"kangma/cli"
	"kangma/internal/testkit"
	"kangma/node"
	"kangma/store/migrations"
)

// storyClock is the variable in which a story's commands find the time of its node.
const storyClock = "KANGMA_STORY_CLOCK"

// TestStories runs test/stories: what people decide, told from opening to end by those who take part, over the API and
// the command line, on a whole node of each database. What the commands of a story are: story_cmd_test.go.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("../test/stories/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no stories", err)
	}
	for name, database := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return testkit.SQLiteURL(t, migrations.Files) },
		"postgres": func(t testing.TB) string { return testkit.PostgresURL(t, migrations.Files) },
	} {
		for _, file := range files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+name, func(t *testing.T) {
				t.Parallel()
				url := database(t)
				testscript.Run(t, testscript.Params{Files: []string{file}, RequireExplicitExec: true, RequireUniqueNames: true,
					Cmds: storyCommands, Setup: func(e *testscript.Env) error {
						s := &story{database: url, people: map[string]*someone{}}
						e.Values[storyKey{}] = s
						e.Defer(s.stop)
						e.Setenv("KANGMA_DATABASE", url)
						e.Setenv("KANGMA_DATA", filepath.Join(e.WorkDir, "data"))
						return nil
					}})
			})
		}
	}
}

type storyKey struct{}

// story is a running story: one node, those who act, and the last answer.
type story struct {
	database string
	mass     int
	node     *node.Node
	server   *httptest.Server
	people   map[string]*someone
	answer   any // the last one's body, as JSON decodes it
	problem  map[string]any

	mu  sync.Mutex
	now time.Time

	end  context.CancelFunc // of the background work
	done chan error
}

func storyOf(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

// Now is the time of the story: it stands still while a line of it is carried out.
func (s *story) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// pass lets time pass, and tells the commands that are begun next.
func (s *story) pass(ts *testscript.TestScript, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
	ts.Setenv(storyClock, s.now.Format(time.RFC3339))
	ts.Setenv("NOW", s.now.Format(time.RFC3339))
}

// start opens the node of the story's folder and serves it.
func (s *story) start(ts *testscript.TestScript) {
	conf, err := cli.ConfigOf(ts.Getenv("KANGMA_DATA"), s.database)
	ts.Check(err)
	conf.Now, conf.Mass = s.Now, s.mass
	s.node, err = node.Open(context.Background(), conf)
	ts.Check(err)
	s.server = httptest.NewServer(api.New(s.node, api.Options{Limits: api.Limits{Login: api.NoLimit, Open: api.NoLimit}}))
	s.run()
}

// run begins the background work.
func (s *story) run() {
	ctx, cancel := context.WithCancel(context.Background())
	s.end, s.done = cancel, make(chan error, 1)
	go func() { s.done <- s.node.Run(ctx) }()
}

// rest ends the background work and waits for its end.
func (s *story) rest() error {
	s.end()
	if err := <-s.done; err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

func (s *story) stop() {
	if s.node == nil {
		return
	}
	s.server.Close()
	err := errors.Join(s.rest(), s.node.Close())
	if err != nil {
		panic(err)
	}
}
