package demo

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kangma/api/client"
)

// matrix is whose codes count where in the country in small, from a day until another.
const matrix = `name: country
version: %s
title: {zh: 健康码互认目录（演示）, en: Recognition of health codes (a demonstration)}
authority: {zh: 国家平台, en: National platform}
until: %s
unrecognised: ask
rows:
  - by: [420000, 420100]
    issuers: [330000]
    uses: [pass, paper, link]
    basis: 省际互认备忘录
    means:
      - {colour: green, gate: pass}
      - {colour: yellow, gate: ask}
      - {colour: red, gate: stop}
  - by: [330000, 330300]
    issuers: [420000]
    uses: [pass, paper, link]
    basis: 省际互认备忘录
    means:
      - {colour: green, gate: pass}
      - {colour: yellow, gate: stop, shown: red, note: {zh: 湖北黄码在浙江按红码管理, en: Hubei's yellow counts as red in Zhejiang}}
      - {colour: red, gate: stop}
  - by: [420000, 420100, 330000, 330300]
    issuers: ["000000"]
    uses: [pass, paper, link]
    basis: 全国一体化政务服务平台互认要求
    means: [{colour: green, gate: pass}, {colour: yellow, gate: ask}, {colour: red, gate: stop}]
  - by: ["000000"]
    issuers: [420000, 330000, 420100, 330300]
    uses: [pass, paper, link]
    basis: 全国一体化政务服务平台互认要求
    means: [{colour: green, gate: pass}, {colour: yellow, gate: ask}, {colour: red, gate: stop}]
  - by: [420000]
    issuers: [420100]
    uses: [pass, paper, link]
    basis: 省内互认
    means: [{colour: green, gate: pass}, {colour: yellow, gate: ask}, {colour: red, gate: stop}]
  - by: [420100]
    issuers: [420000]
    uses: [pass, paper, link]
    basis: 省内互认
    means: [{colour: green, gate: pass}, {colour: yellow, gate: ask}, {colour: red, gate: stop}]
  - by: [330000]
    issuers: [330300]
    uses: [pass, paper, link]
    basis: 省内互认
    means: [{colour: green, gate: pass}, {colour: yellow, gate: ask}, {colour: red, gate: stop}]
  - by: [330300]
    issuers: [330000]
    uses: [pass, paper, link]
    basis: 省内互认
    means: [{colour: green, gate: pass}, {colour: yellow, gate: ask}, {colour: red, gate: stop}]
`

// Recognise has two people of each node at these addresses publish whose codes count there (BY-15).
func Recognise(ctx context.Context, now time.Time, urls ...string) error {
	text := fmt.Sprintf(matrix, now.Format(time.DateOnly), now.AddDate(1, 0, 0).Format(time.DateOnly))
	for _, url := range urls {
		h := &filling{url: url, http: &http.Client{}, in: map[string]*client.Client{}}
		head, err := h.asStaff(ctx, Headquarters)
		if err != nil {
			return err
		}
		deputy, err := h.asStaff(ctx, Deputy)
		if err != nil {
			return err
		}
		e, err := head.ProposeEdition(ctx, "recognition", []byte(text), 0, "执行互认备忘录")
		if err != nil {
			return err
		}
		if _, err := deputy.ApproveEdition(ctx, e.ID, "同意"); err != nil {
			return err
		}
	}
	return nil
}
