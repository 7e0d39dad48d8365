package evidence

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// headers are the names under which columns are known without a mapping; the first is that of templates. Where several
// are in one table, the earlier means the field.
var headers = map[Field][]string{
	FieldIDType:     {"证件类型", "证件种类", "身份证件类型", "id_type", "id type", "document type"},
	FieldIDNumber:   {"证件号码", "身份证号", "身份证号码", "公民身份号码", "身份证件号码", "证件号", "身份证", "id_number", "id number", "id no", "id card", "document number"},
	FieldName:       {"姓名", "受检者姓名", "受检人", "患者姓名", "人员姓名", "name", "full name", "person name"},
	FieldKind:       {"依据种类", "依据类型", "kind", "evidence kind"},
	FieldSource:     {"来源", "数据来源", "来源单位", "报送单位", "检测机构", "填报单位", "source"},
	FieldNumber:     {"记录编号", "编号", "流水号", "条码号", "标本编号", "样本编号", "登记号", "病例编号", "报告编号", "record number", "record no", "number", "record id"},
	FieldRegion:     {"区划", "发生区划", "所在区划", "行政区划", "区划代码", "发热门诊所在区划", "所在区县", "区县", "所在地", "region", "region code", "district"},
	FieldValidFrom:  {"开始时间", "采样时间", "采样日期", "登记时间", "登记日期", "就诊时间", "就诊日期", "确诊时间", "确诊日期", "诊断时间", "诊断日期", "判定时间", "判定日期", "认定时间", "接种时间", "接种日期", "入境时间", "入境日期", "测温时间", "核查时间", "查询时间", "到达时间", "开始日期", "起始时间", "起始日期", "生效时间", "检测时间", "报告时间", "发生时间", "时间", "日期", "valid_from", "valid from", "from", "start", "sampling time", "date", "time"},
	FieldValidUntil: {"结束时间", "结束日期", "截止时间", "截止日期", "终止时间", "解除时间", "解除日期", "离开时间", "有效期至", "valid_until", "valid until", "until", "end"},

	AttrField(Temperature):  {"体温", "温度", "测量体温"},
	AttrField(LastExposure): {"末次接触时间", "末次暴露时间", "最后接触时间"},
	AttrField(Trip):         {"车次", "航班号", "车次航班", "班次"},
	AttrField(TripMode):     {"交通方式", "交通工具"},
	AttrField(Inbound):      {"是否入境", "入境航班"},
	AttrField(Result):       {"检测结果", "核酸检测结果", "核酸结果", "查询结果", "行程结果", "结果"},
	AttrField(Dose):         {"剂次", "接种剂次", "针次"},
	AttrField(Product):      {"疫苗名称", "疫苗", "疫苗产品", "生产企业"},
	AttrField(Port):         {"口岸", "入境口岸"},
	AttrField(Origin):       {"出发地", "来自", "始发国家", "出发国家"},
	AttrField(Left):         {"是否离开", "是否离市", "14天内离市"},
	AttrField(Level):        {"风险等级", "等级"},
	AttrField(Area):         {"区域名称", "旅居地", "风险区名称"},
	AttrField(PlaceName):    {"管控地点", "隔离地点", "隔离点", "地点"},
	AttrField(Responsible):  {"责任人", "负责人", "联系人"},
	AttrField(Phone):        {"联系电话", "责任人电话", "电话"},
	AttrField(State):        {"核查状态", "状态"},
	AttrField(Outcome):      {"核查结论", "结论"},
	AttrField(Days):         {"隔离天数", "天数"},
	AttrField(VettedBy):     {"审核单位", "审核人"},
	AttrField(FiledWith):    {"备案单位", "备案机关"},
	AttrField(Issuer):       {"赋码地区", "发码地区", "赋码区划"},
	AttrField(Status):       {"查询状态", "状态"},
	AttrField(Colour):       {"码色", "健康码颜色", "颜色"},
	AttrField(SampledAt):    {"采样时间", "采样日期"},
}

// words are what cells say for the words of the catalogue. Where a word has several meanings, the kind's own list
// decides.
var words = map[string][]string{
	"阴性": {"negative"}, "阴": {"negative"}, "neg": {"negative"}, "阴性(-)": {"negative"}, "-": {"negative"}, "未检出": {"negative"},
	"阳性": {"positive"}, "阳": {"positive"}, "pos": {"positive"}, "阳性(+)": {"positive"}, "+": {"positive"}, "检出": {"positive"},
	"待检": {"pending"}, "待出": {"pending"}, "检测中": {"pending"}, "未出结果": {"pending"},
	"正常": {"normal", "ok"}, "异常": {"abnormal"}, "未知": {"unknown"}, "不详": {"unknown", "unsure"}, "分析中": {"analysing"},
	"高": {"high"}, "高风险": {"high"}, "中": {"medium"}, "中风险": {"medium"},
	"红": {"red"}, "红码": {"red"}, "红色": {"red"}, "黄": {"yellow"}, "黄码": {"yellow"}, "黄色": {"yellow"},
	"绿": {"green"}, "绿码": {"green"}, "绿色": {"green"}, "灰": {"gray"}, "灰码": {"gray"}, "灰色": {"gray"}, "grey": {"gray"}, "无码": {"none"}, "无": {"none"},
	"成功": {"ok"}, "超时": {"timeout"}, "缺失": {"missing"},
	"火车": {"train"}, "高铁": {"train"}, "列车": {"train"}, "飞机": {"flight"}, "航班": {"flight"}, "客车": {"coach"}, "大巴": {"coach"}, "轮船": {"ship"}, "船": {"ship"},
	"已提交": {"submitted"}, "提交": {"submitted"}, "已受理": {"accepted"}, "受理": {"accepted"}, "已办结": {"closed"}, "办结": {"closed"},
	"无风险": {"clear"}, "管控": {"control"}, "纳入管控": {"control"}, "退回": {"returned"}, "不属实": {"returned"},
}

// yes and no are what cells say for true and false.
var yesNo = map[string]bool{
	"true": true, "yes": true, "y": true, "1": true, "是": true, "有": true, "√": true,
	"false": false, "no": false, "n": false, "0": false, "否": false, "无": false, "×": false,
}

// documents are what cells say for the types of documents.
var documents = map[string]string{
	"居民身份证": "resident_id", "身份证": "resident_id", "二代身份证": "resident_id", "公民身份证": "resident_id", "户口簿": "resident_id",
	"港澳台居民居住证": "resident_id", "id card": "resident_id",
	"护照": "passport", "外国护照": "passport", "普通护照": "passport",
	"港澳居民来往内地通行证": "hk_macao_permit", "港澳通行证": "hk_macao_permit", "港澳居民通行证": "hk_macao_permit", "回乡证": "hk_macao_permit",
	"台湾居民来往大陆通行证": "taiwan_permit", "台湾通行证": "taiwan_permit", "台胞证": "taiwan_permit",
	"外国人永久居留身份证": "foreign_residence", "外国人永久居留证": "foreign_residence", "外国人居留证": "foreign_residence",
}

// fold is a word as it is compared: compatibility forms made one, lower case, without white space around it.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return strings.TrimSpace(strings.ToLower(norm.NFKC.String(s)))
		}
	}
	return strings.TrimSpace(strings.ToLower(s))
}

// foldHeader is the name of a column as it is compared: without spaces, signs and what stands in brackets at its end, so
// that 体温（℃）* is 体温.
func foldHeader(s string) string {
	s = strings.Trim(fold(s), " *:\ufeff")
	if strings.HasSuffix(s, ")") {
		if i := strings.LastIndexByte(s, '('); i > 0 {
			s = s[:i]
		}
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || strings.ContainsRune("_-*:./、·", c) {
			return -1
		}
		return c
	}, s)
}

// translate is the word of a list that a cell means; the cell itself if it means none.
func translate(cell string, list []string) string {
	if slices.Contains(list, cell) {
		return cell
	}
	folded := fold(cell)
	for _, w := range append(words[folded], folded) {
		if slices.Contains(list, w) {
			return w
		}
	}
	return cell
}

// DocumentWord is the type of document that a cell means, the cell itself if none.
func DocumentWord(cell string) string {
	if d := documents[fold(cell)]; d != "" {
		return d
	}
	return cell
}
