package cli

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"time"

	"kangma/demo"
	"kangma/federation"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/region"
)

// rootFile is the hub's root of the demonstration, beside the folders of its nodes. A real one is kept where no network is.
const rootFile = "root.key"

// federated marks that the hub has begun and admitted the others.
const federated = "demo.federated"

// rootKey is the root's, which is made when it is asked for first.
func (c *demoStart) rootKey() (*keys.SigningKey, federation.Root, error) {
	file := filepath.Join(c.Data, rootFile)
	read := keys.ReadOffline
	if !exists(file) {
		read = func(file string, use keys.Use) (*keys.SigningKey, error) {
			return keys.NewOffline(file, use, keys.ES256)
		}
	}
	k, err := read(file, keys.UseRoot)
	if err != nil {
		return nil, federation.Root{}, err
	}
	r, err := federation.NewRoot(k.Algorithm(), k.Public)
	return k, r, err
}

// hub is where a node of the demonstration learns whom to trust; nil of the hub itself.
func (c *demoStart) hub(d demo.Node) (*node.Hub, error) {
	if d.Name == demo.HubName || c.hubURL == "" {
		return nil, nil
	}
	_, root, err := c.rootKey()
	return &node.Hub{Address: c.hubURL, Roots: []federation.Root{root}}, err
}

// beginHub makes the hub of the demonstration one, unless it was.
func (c *demoStart) beginHub(ctx context.Context, hub *node.Node) error {
	if exists(filepath.Join(c.Data, federated)) {
		return nil
	}
	list, err := hub.ListKeys(ctx, node.Itself)
	if err != nil {
		return err
	}
	key, root, err := c.rootKey()
	if err != nil {
		return err
	}
	d, err := federation.Delegation{Version: 1, Hub: region.Nation, Keys: list}.Sign(key)
	if err != nil {
		return err
	}
	return hub.BeginHub(ctx, node.Itself, root, d)
}

// join has all other nodes join the hub, which is served, and its people admit them, unless that was done.
func (c *demoStart) join(ctx context.Context, nodes map[string]*node.Node) error {
	mark := filepath.Join(c.Data, federated)
	if exists(mark) {
		return nil
	}
	members := maps.Clone(nodes)
	delete(members, demo.HubName)
	for _, n := range members {
		if _, _, err := n.JoinHub(ctx, node.Itself); err != nil {
			return err
		}
	}
	if err := demo.Admit(ctx, c.hubURL); err != nil {
		return err
	}
	for _, n := range members {
		if err := n.FollowHub(ctx); err != nil { // and not in a minute
			return err
		}
	}
	var urls []string
	var now time.Time
	for _, n := range nodes {
		urls, now = append(urls, n.Address), n.Now().Time()
	}
	if err := demo.Recognise(ctx, now, urls...); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o600)
}
