package demo

// inZhejiang are who lives in the second province.
var inZhejiang = []someone{
	{phone: "13800000001", name: "杨文彬", number: number("330106", "19810723", 61), region: "330106", address: "文三路90号", purpose: "resident", status: "none", story: "绿码 / green"},
	{phone: "13800000002", name: "褚云", number: number("330106", "19770918", 62), region: "330106", address: "文二路391号", purpose: "resident", status: "none",
		facts: []fact{{kind: "contact.close", region: "330106"}}, story: "红码，密接 / red, close contact"},
	{phone: "13800000003", name: "马俊", number: number("330782", "19950315", 63), region: "330782", address: "稠州北路8号", purpose: "returning", status: "fever", story: "黄码，自填发热 / yellow, declared a fever"},
}

// inNation are who has a code of the nation.
var inNation = []someone{
	{phone: "13800000001", name: "高原", number: number("110108", "19900101", 71), region: "110108", address: "中关村大街1号", purpose: "resident", status: "none", story: "未见异常 / no anomaly found"},
	{phone: "13800000002", name: "白雪", number: number("110108", "19680229", 72), region: "110108", address: "学院路30号", purpose: "resident", status: "none",
		facts: []fact{{kind: "contact.cotraveller", attrs: `{"trip":"G1","mode":"train"}`}}, story: "黄码，与病例同车 / yellow, on the same train as a case"},
}
