package main

import "strings"

// successors finds the division that took a retired code's place.
type successors struct {
	tree map[string]string
	hand map[string]string // code → successor, "" where there is no single one; prevails
}

func (g successors) of(code, name string) string {
	if to, ok := g.hand[code]; ok {
		return to
	}
	prefecture, province := code[:4]+"00", code[:2]+"0000"
	if placeholder(name) || g.countyless(prefecture) {
		if prefecture != code && g.tree[prefecture] != "" && !placeholder(g.tree[prefecture]) {
			return prefecture
		}
		return province
	}
	isPrefecture := code[4:] == "00"
	if !isPrefecture {
		if to := g.only(prefecture[:4], name, isPrefecture, exact); to != "" {
			return to
		}
		if to := g.only(prefecture[:4], name, isPrefecture, bare); to != "" {
			return to
		}
	}
	return g.only(province[:2], name, isPrefecture, bare)
}

// only is the single division below a prefix whose name is the same in form, or "".
func (g successors) only(prefix, name string, prefecture bool, form func(string) string) string {
	found := ""
	for code, n := range g.tree {
		if strings.HasPrefix(code, prefix) && (code[4:] == "00") == prefecture && code[2:] != "0000" && form(n) == form(name) {
			if found != "" {
				return ""
			}
			found = code
		}
	}
	return found
}

// countyless says whether a prefecture of the tree has no county: 东莞, 中山, 儋州.
func (g successors) countyless(prefecture string) bool {
	if g.tree[prefecture] == "" {
		return false
	}
	for code := range g.tree {
		if code[:4] == prefecture[:4] && code != prefecture {
			return false
		}
	}
	return true
}

func exact(name string) string { return name }

// bare is a name without the kind of division, as far as two characters remain: 密云县 and 密云区 are the same place.
func bare(name string) string {
	for _, kind := range []string{"自治县", "自治旗", "地区", "特区", "县", "市", "区", "旗", "盟"} {
		if s, ok := strings.CutSuffix(name, kind); ok && len(s) >= len("二字") {
			return s
		}
	}
	return name
}
