"use strict";
// The words of the page, by language. Messages of checks are English.
const WORDS = {
  en: {
    audit: "audit", dark: "Light / dark", fold: "Fold findings of one group", clear: "Show all",
    keys: "Keys: / search · j k next, previous finding · n p next, previous page · g groups · Esc show all",
    search: "Search texts, messages, places", all: "All documents", none: "(no document)",
    units: "units", nulls: "one-sided", documents: "documents", checks: "checks run",
    findings: "findings", thousand: "per 1,000 units", error: "errors", warning: "warnings",
    note: "notes", known: "known", ignored: "ignored", mended: "mended", failed: "Not read:",
    notes: "Not audited:",
    audited: (a) => [[a.pairs, "aligned now"], [a.alignments, "alignments used"], [a.memories, "memories"]]
      .filter(([n]) => n).map(([n, what]) => `${what}: ${n}`).join(", "),
    trend: "Since the report of", before: "before", now: "now", change: "change", check: "check",
    order: "In the order of the memory", severity: "Most severe first", byCheck: "By check",
    byDocument: "By document", of: "of", page: "page", unfit: "No finding fits these filters. Esc shows all.",
    nothing: (units, checks) => `No findings. Units: ${units}. Checks run: ${checks}.`,
    elsewhere: "This page was made without findings.",
    kinds: "Checks", place: "document · sentences, English:Chinese · file:line · id",
    english: "English", chinese: "Chinese", line: "line", unit: "unit", more: "100 more",
    hidden: (n, limit, checks) => `${n} findings are not on this page (${checks}): it holds the ${limit} most severe of each check. A JSON or XLSX report (-o report.xlsx) has all.`,
  },
  zh: {
    audit: "审校报告", dark: "浅色／深色", fold: "同组问题合并显示", clear: "显示全部",
    keys: "快捷键：/ 搜索 · j k 下一条、上一条 · n p 下一页、上一页 · g 分组 · Esc 显示全部",
    search: "搜索文本、说明、位置", all: "所有文档", none: "（无文档）",
    units: "单元", nulls: "仅有一侧", documents: "文档", checks: "检查项",
    findings: "问题", thousand: "每千单元", error: "错误", warning: "警告",
    note: "提示", known: "已知", ignored: "已忽略", mended: "已修复", failed: "无法读取：",
    notes: "未审校：",
    audited: (a) => [[a.pairs, "本次对齐"], [a.alignments, "沿用对齐结果"], [a.memories, "记忆库"]]
      .filter(([n]) => n).map(([n, what]) => `${what} ${n}`).join("，"),
    trend: "与此前报告相比：", before: "此前", now: "现在", change: "变化", check: "检查项",
    order: "按记忆库顺序", severity: "按严重程度", byCheck: "按检查项",
    byDocument: "按文档", of: "／", page: "页", unfit: "没有符合筛选条件的问题。按 Esc 显示全部。",
    nothing: (units, checks) => `未发现问题。单元：${units}。检查项：${checks}。`,
    elsewhere: "本页生成时未列入问题。",
    kinds: "检查项", place: "文档 · 句子（英文:中文） · 文件:行 · 编号",
    english: "英文", chinese: "中文", line: "行", unit: "单元", more: "再显示 100 条",
    hidden: (n, limit, checks) => `另有 ${n} 个问题未列入本页（${checks}）：每个检查项只列出最严重的 ${limit} 个。JSON 或 XLSX 报告（-o report.xlsx）包含全部。`,
  },
};
