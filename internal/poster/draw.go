package poster

import "strconv"

// steps are how one gets from the poster to a code that is shown (MS-01).
var steps = [...][2]string{
	{"用手机扫描二维码，打开登记页面", "Scan the code with your phone"},
	{"首次使用：手机号登录，实名核验，如实填写健康申报，领取健康码", "First time: log in by phone, verify your identity, declare your health, get your health code"},
	{"点「登记到访」，完成本次登记", "Tap 'Register the visit'"},
	{"出示健康码，测量体温，戴好口罩后进入", "Show your health code, have your temperature taken, wear a mask"},
}

// draw lays the page out from top to bottom, in millimetres of A4.
func (s sheet) draw(p Poster) error {
	const inner = width - 2*margin
	days := strconv.Itoa(p.Days)
	s.box(0, 0, width, 44, green)
	s.bold(margin, 17, inner, 34, white, "C", "扫码登记 平安通行")
	s.text(margin, 32, inner, 13, white, "C", p.System+" · 场所码   "+p.SystemEN+" · Place code")

	s.bold(margin, 57, inner, 30, ink, "C", p.Place)
	where := p.Region
	if p.Address != "" {
		where += " " + p.Address
	}
	s.text(margin, 68, inner, 12, quiet, "C", p.Kind+" "+p.KindEN+" · "+where)

	const side = 92.0
	s.card((width-side)/2-3, 75, side+6, side+6, white, "FD")
	if err := s.code((width-side)/2, 78, side, p.Link); err != nil {
		return err
	}
	s.bold(margin, 180, inner, 15, green, "C", "编号 No. "+p.Number)

	y := 192.0
	for i, step := range steps {
		s.fill(green)
		s.pdf.Circle(s.mm(margin+5), s.mm(y+1.2), s.mm(4.2), "F")
		s.bold(margin, y+1.2, 10, 12, white, "C", strconv.Itoa(i+1))
		s.text(margin+13, y-0.6, inner-13, 14, ink, "L", step[0])
		s.text(margin+13, y+4.6, inner-13, 8, quiet, "L", step[1])
		y += 12.2
	}
	s.text(margin, 241.5, inner, 10.5, ink, "L", "没有手机或不会操作：可由家人代办，或请工作人员帮助。登记不改变健康码颜色，不含姓名，"+days+"天后自动销毁。")
	s.text(margin, 246.6, inner, 7.2, quiet, "L", "No phone? A family member or our staff will help. Registering never changes the colour of your code; it is kept without your name and destroyed after "+days+" days.")

	s.card(margin-2, 251.5, inner+4, 29, pale, "F")
	s.bold(margin+2, 257.5, inner-4, 12, green, "L", "如何辨别真伪  How to check that this poster is genuine")
	s.text(margin+2, 264.5, inner-4, 10.5, ink, "L", "扫码后，网址必须以 "+p.Origin+"/ 开头，页面上的编号必须是 "+p.Number+"。")
	s.text(margin+2, 270.2, inner-4, 10.5, ink, "L", "如有不符，请不要填写任何信息，并拨打热线 "+p.Hotline+"。本系统从不收费，不索要银行卡号和密码。")
	s.text(margin+2, 276, inner-4, 7.2, quiet, "L", "The link must begin with "+p.Origin+"/ and the page must show number "+p.Number+". If not, enter nothing and call "+p.Hotline+". We never ask for money, cards or passwords.")

	foot := "热线 Hotline " + p.Hotline
	if p.Office != "" {
		foot += " · 联系单位 " + p.Office
	}
	if p.Phone != "" {
		foot += " " + p.Phone
	}
	s.text(margin, 287, inner*0.68, 10.5, ink, "L", foot)
	s.text(margin+inner*0.68, 287, inner*0.32, 8, quiet, "R", "第"+strconv.Itoa(p.Version)+"版 · "+p.Issued+" 发布")
	return nil
}
