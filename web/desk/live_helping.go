package desk

import (
	"context"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/pass"
	"kangma/staff"
)

func (l Live) EnterOnSite(ctx context.Context, b Bearer, in OnSite) (look node.Look, fresh bool, err error) {
	c, err := l.caller(b)
	if err != nil {
		return look, false, err
	}
	o := node.OnSite{Claim: node.Claim{Name: in.Name, IDType: in.IDType, Number: in.Number, Birth: in.Birth},
		Application: node.Application{Purpose: in.Purpose, Address: in.Address, Phone: digits(in.Phone), Health: node.Declaration{Status: in.Status, Stayed: in.Stayed == "yes", Contact: in.Contact, Symptoms: in.Symptoms}},
		Seen:        node.Seen(in.Seen), Consent: node.Consent(in.Consent), Purpose: staff.Purpose{Kind: "service"}}
	if o.Region, err = l.regionFor(ctx, c, staff.PersonRegister, strings.TrimSpace(in.Region)); err != nil {
		return look, false, err
	}
	if in.Stayed != "yes" && in.Stayed != "no" {
		return look, false, fault.Missing("stayed")
	}
	if len(in.Symptoms) == 0 {
		return look, false, fault.Missing("symptoms")
	}
	if s := strings.NewReplacer("。", ".", "，", ".", ",", ".", "．", ".").Replace(digits(in.Temperature)); s != "" {
		if o.Health.Temperature, err = strconv.ParseFloat(s, 64); err != nil {
			return look, false, fault.Field("temperature", s, "is no temperature")
		}
	}
	entered, err := l.Node.EnterOnSite(ctx, c, o)
	if err != nil {
		return look, false, err
	}
	look, err = l.Node.OpenLook(ctx, c, node.Sought{Person: entered.Application.Person}, o.Purpose)
	return look, entered.New, err
}

func (l Live) Papers(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) ([]pass.Paper, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Papers(ctx, c, who, why)
}

func (l Live) IssuePaper(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.IssuePaper(ctx, c, who, why)
	return err
}

func (l Live) LosePaper(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.LosePaper(ctx, c, who, why)
	return err
}

func (l Live) PrintPaper(ctx context.Context, b Bearer, who, which id.ID, why staff.Purpose) ([]byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.PrintPaper(ctx, c, who, which, why)
}
