package demo

import "fmt"

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
	fact    string // kind of evidence that an authority records, "" if none
	where   string // its region
	story   string // what the reader is told
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

// people are who lives in the demonstration. The first ones are there to be logged in as.
var people = []someone{
	{phone: "13800000001", name: "张秀英", number: number("420102", "19620415", 21), region: "420102", address: "解放大道1号3栋201", purpose: "resident", status: "none",
		ward:  &someone{name: "张小宝", birth: "2014-06-01", region: "420102", address: "解放大道1号3栋201", purpose: "resident", status: "none"},
		story: "绿码，代办一个孩子 / green, with a child as ward"},
	{phone: "13800000002", name: "李建国", number: number("420103", "19750820", 13), region: "420103", address: "建设大道88号", purpose: "resident", status: "none",
		fact: "contact.close", story: "黄码，密接 / yellow, close contact"},
	{phone: "13800000003", name: "王芳", number: number("420111", "19880502", 42), region: "420111", address: "珞喻路152号", purpose: "returning", status: "none",
		fact: "fever.clinic", where: "420106", story: "红码，武汉发热门诊 / red, fever clinic in Wuhan"},
	{phone: "13800000004", name: "刘洋", number: number("421002", "19910111", 33), region: "421002", address: "北京路12号", purpose: "visiting", status: "none",
		fact: "fever.clinic", where: "421002", story: "暂不赋码，武汉以外发热门诊 / no colour for 7 days, fever elsewhere"},
	{phone: "13800000005", name: "陈静", number: number("420500", "19691230", 24), region: "420502", address: "沿江大道9号", purpose: "resident", status: "fever",
		story: "黄码，自填发热 / yellow, declared a fever"},
	{phone: "13800000006", name: "欧阳修文", number: number("420106", "19450707", 17), region: "420106", address: "中北路5号", purpose: "staying", status: "none",
		fact: "case.confirmed", story: "红码，确诊 / red, confirmed case"},
	{phone: "13800000007", name: "赵磊", number: number("420104", "19830303", 51), region: "420104", address: "京汉大道77号", purpose: "resident", status: "none",
		fact: "contact.spacetime", story: "绿码，时空伴随不赋色 / green, a time-space companion is not coloured"},
}

// crowd are more people, all green, so that lists and figures have something to show.
func crowd() []someone {
	family := []string{"孙", "周", "吴", "郑", "冯", "蒋", "沈", "韩", "杨", "朱"}
	given := []string{"伟", "敏", "强", "丽", "军", "霞", "勇", "艳"}
	counties := []string{"420102", "420105", "420111", "420502", "420602", "421002", "421182", "422801"}
	var all []someone
	for i := range 24 {
		c := counties[i%len(counties)]
		all = append(all, someone{phone: fmt.Sprintf("139000000%02d", i), name: family[i%len(family)] + given[i%len(given)],
			number: number(c, fmt.Sprintf("%d0%d1%d", 1950+i*2, 1+i%9, i%9), 100+i), region: c, address: fmt.Sprintf("人民路%d号", i+1), purpose: "resident", status: "none"})
	}
	return all
}
