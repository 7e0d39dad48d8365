package node

import (
	"context"
	"fmt"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/store"
)

const populateBatch = 2000

// Sample is the i-th made-up person, the same on every machine: up to 25 million, each with a number that passes the
// checks of GB 11643.
func Sample(i int) Whom {
	born := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i%25_000)
	number := fmt.Sprintf("420102%s%03d", born.Format("20060102"), i/25_000%1000)
	sum, weight := 0, [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	for k, w := range weight {
		sum += int(number[k]-'0') * w
	}
	surnames, given := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚")
	name := []rune{surnames[i%20], given[i/20%20], given[i/400%20]}
	return Whom{IDType: string(person.ResidentID), Number: number + "10X98765432"[sum%11:sum%11+1], Name: string(name)}
}

// Populate fills an empty node with made-up people (Sample) who have registered, declared themselves well a day ago, and have
// their codes: something to measure with. done is called from time to time.
func (n *Node) Populate(ctx context.Context, people int, done func(int)) error {
	if count, err := n.population(ctx); err != nil || count > 0 {
		if err == nil {
			err = fault.New(fault.Conflict, "populate.not_empty", "only an empty node is filled with made-up people; this one has %d", count)
		}
		return err
	}
	counties := n.counties()
	for from := 0; from < people; from += populateBatch {
		batch := make([]person.Registration, min(populateBatch, people-from))
		for i := range batch {
			who, err := n.parseWhom(Sample(from+i), n.clock.Now())
			if err != nil {
				return err
			}
			batch[i] = person.Registration{Who: who, Residence: counties[(from+i)%len(counties)]}
		}
		if err := n.store.Write(ctx, func(tx *store.Tx) error { return n.settle(ctx, tx, batch) }); err != nil {
			return err
		}
		done(from + len(batch))
	}
	return nil
}

// settle registers made-up people with what makes them green.
func (n *Node) settle(ctx context.Context, tx *store.Tx, batch []person.Registration) error {
	at := n.clock.Now()
	ids, err := person.Enrol(ctx, tx, n.vault, batch, at)
	if err != nil {
		return err
	}
	facts := make([]evidence.Record, 0, 2*len(ids))
	for i, who := range ids {
		for _, f := range []evidence.Fact{
			{Kind: evidence.Registration, Attrs: evidence.Attrs{evidence.TextAttr(evidence.Purpose, "resident"), evidence.TextAttr(evidence.Channel, "app")}},
			{Kind: evidence.Declaration, Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "none")}},
		} {
			f.Source, f.Region, f.ValidFrom, f.ValidUntil = holderSource, batch[i].Residence, at.Add(-instant.Day), instant.Never
			r, err := evidence.NewRecord(who, "", f, at)
			if err != nil {
				return err
			}
			facts = append(facts, r)
		}
	}
	if err := evidence.Append(ctx, tx, facts...); err != nil {
		return err
	}
	_, err = n.decide(ctx, tx, ids, at)
	return err
}

// counties are the divisions of the node's region that have no more below them in the tree of counties.
func (n *Node) counties() []region.Code {
	var found []region.Code
	var walk func(region.Code)
	walk = func(c region.Code) {
		if c.Level() < region.LevelCounty {
			for _, d := range n.Regions().Children(c) {
				walk(d.Code)
			}
			return
		}
		found = append(found, c)
	}
	walk(n.region)
	if len(found) == 0 {
		return []region.Code{n.region}
	}
	return found
}
