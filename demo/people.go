package demo

import (
	"fmt"
)

// someone is a sample person. None is real: the numbers carry a check digit of their own making.
type someone struct {
	phone   string
	name    string
	number  string
	region  string
	address string
	purpose string
	status  string // of the declaration
	ward    *someone
	birth   string // of a ward without a document
	facts   []fact
	past    bool // they were recorded days ago
	lately  bool // he applied today
	forgets bool // he has his data deleted today
	stories []story
	story   string // what the reader is told
}

// ResidentNumber is number for who peoples a node otherwise.
func ResidentNumber(county, birth string, sequence int) string {
	return number(county, birth, sequence)
}

// number makes a resident identity number of a county, a birth date YYYYMMDD and a sequence (GB 11643).
func number(county, birth string, sequence int) string {
	body := fmt.Sprintf("%s%s%03d", county, birth, sequence)
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

// crowd are more people, all without records, so that lists and figures have something to show.
func (n Node) crowd() []someone {
	family := []string{"孙", "周", "吴", "郑", "冯", "蒋", "沈", "韩", "杨", "朱"}
	given := []string{"伟", "敏", "强", "丽", "军", "霞", "勇", "艳"}
	var all []someone
	for i := range n.many {
		c := n.counties[i%len(n.counties)]
		all = append(all, someone{phone: fmt.Sprintf("139000000%02d", i), name: family[i%len(family)] + given[i%len(given)],
			number: number(c, fmt.Sprintf("%d0%d1%d", 1950+i*2, 1+i%9, i%9), 100+i), region: c, address: fmt.Sprintf("人民路%d号", i+1), purpose: "resident", status: "none"})
	}
	return all
}
