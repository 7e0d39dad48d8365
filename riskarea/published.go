package riskarea

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Published is a list as it was published: its time and its rows in their order, high before middle before low.
type Published struct {
	At   instant.Instant
	Rows []Row
}

// Row is one place of a list, in the words of the list but for spaces.
type Row struct {
	Level                        Level
	Province, City, County, Text string
}

const (
	maxList = 16 << 20 // bytes; the largest so far has 342 kB
	maxName = 100      // characters of a province, city or county
	maxText = 4000     // characters of a place; the longest so far has 700
)

// file is the JSON of the national service. It drifts: lowlist and lcount came in July 2022, the middle list was
// emptied in December 2022; other members are passed over.
type file struct {
	Code *int   `json:"code"`
	Msg  string `json:"msg"`
	Data *struct {
		Time        string    `json:"end_update_time"`
		HighCount   *int      `json:"hcount"`
		MediumCount *int      `json:"mcount"`
		LowCount    *int      `json:"lcount"`
		High        *[]county `json:"highlist"`
		Medium      *[]county `json:"middlelist"`
		Low         *[]county `json:"lowlist"`
	} `json:"data"`
}

type county struct {
	Province    string   `json:"province"`
	City        string   `json:"city"`
	County      string   `json:"county"`
	Communities []string `json:"communitys"`
}

// Parse reads a national list. A fault names the member that is wrong; the counts of the list must fit it (rule RA-2).
func Parse(r io.Reader) (Published, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return Published{}, err
	}
	if len(b) > maxList {
		return Published{}, fault.New(fault.TooLarge, "riskarea.too_large", "is larger than %d MB", maxList>>20)
	}
	var f file
	switch err := json.Unmarshal(b, &f); {
	case err != nil:
		return Published{}, fault.New(fault.Invalid, "riskarea.json", "is not a risk list in JSON: %v", err)
	case f.Code != nil && *f.Code != 0:
		return Published{}, fault.Field("code", *f.Code, "says that the query failed: %q", f.Msg)
	case f.Data == nil:
		return Published{}, fault.Missing("data")
	}
	var p Published
	if p.At, err = parseTime(f.Data.Time); err != nil {
		return Published{}, err
	}
	for _, part := range []struct {
		level       Level
		list, count string
		rows        *[]county
		n           *int
		required    bool
	}{
		{High, "highlist", "hcount", f.Data.High, f.Data.HighCount, true},
		{Medium, "middlelist", "mcount", f.Data.Medium, f.Data.MediumCount, false},
		{Low, "lowlist", "lcount", f.Data.Low, f.Data.LowCount, false},
	} {
		if part.rows == nil {
			if part.required || part.n != nil && *part.n != 0 {
				return Published{}, fault.Missing("data." + part.list)
			}
			continue
		}
		rows, err := flatten(part.level, "data."+part.list, *part.rows)
		if err != nil {
			return Published{}, err
		}
		if part.n != nil && *part.n != len(rows) {
			return Published{}, fault.Field("data."+part.count, *part.n, "is not the number of places listed, %d", len(rows))
		}
		p.Rows = append(p.Rows, rows...)
	}
	return p, nil
}

func flatten(level Level, path string, counties []county) ([]Row, error) {
	var rows []Row
	for i, c := range counties {
		row := Row{Level: level, Province: tidy(c.Province), City: tidy(c.City), County: tidy(c.County)}
		for _, member := range [][2]string{{"province", row.Province}, {"city", row.City}, {"county", row.County}} {
			if n := utf8.RuneCountInString(member[1]); n == 0 || n > maxName {
				return nil, fault.Field(fmt.Sprintf("%s[%d].%s", path, i, member[0]), member[1], "has not 1 to %d characters", maxName)
			}
		}
		for j, text := range c.Communities {
			row.Text = tidy(text)
			if n := utf8.RuneCountInString(row.Text); n == 0 || n > maxText {
				return nil, fault.Field(fmt.Sprintf("%s[%d].communitys[%d]", path, i, j), text, "has not 1 to %d characters", maxText)
			}
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// tidy takes out spaces of every kind, which the lists put anywhere.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}

var listTime = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}) (\d{1,2})时$`)

// parseTime reads "2022-04-25 7时", Beijing time.
func parseTime(s string) (instant.Instant, error) {
	if m := listTime.FindStringSubmatch(s); m != nil {
		hour := ("0" + m[2])[len(m[2])-1:]
		at, _, err := instant.Parse(m[1] + "T" + hour + ":00:00" + string(instant.Beijing))
		if err == nil {
			return at, nil
		}
	}
	return 0, fault.Field("data.end_update_time", s, "is not a time like 2022-04-25 7时")
}
