// Every text of the page, in English and Chinese. `{n}` is a value, `{n|row|rows}` a value with a
// word that agrees with it, `{+n|row|rows}` the word alone.

const STRINGS = {
  // what can be done: names of buttons and lines of the help
  "do.next": ["Next row", "下一行"],
  "do.previous": ["Previous row", "上一行"],
  "do.right": ["Next sentence of the row", "行内下一句"],
  "do.left": ["Previous sentence of the row", "行内上一句"],
  "do.word": ["Next word, and its counterparts", "下一个词及其对应"],
  "do.word_back": ["Previous word, and its counterparts", "上一个词及其对应"],
  "do.first": ["First row", "第一行"],
  "do.last": ["Last row", "最后一行"],
  "do.doubtful": ["Next doubtful row", "下一处存疑"],
  "do.doubtful_back": ["Previous doubtful row", "上一处存疑"],
  "do.go": ["Go to…", "跳转…"],
  "do.approve_next": ["Approve, and go to the next pending row", "通过，并转到下一个待审行"],
  "do.approve": ["Approve", "通过"],
  "do.approve_above": ["Approve all above a confidence…", "批量通过高置信度的行…"],
  "do.reject": ["Wrong", "标为错误"],
  "do.exclude": ["Not for the memory (again: take it back in)", "不收入记忆库（再按恢复）"],
  "do.comment": ["Comment…", "批注…"],
  "do.merge": ["Merge with the next row", "与下一行合并"],
  "do.merge_back": ["Merge with the previous row", "与上一行合并"],
  "do.split": ["Split the row before this sentence", "在此句前拆分"],
  "do.move_next": ["Move the last sentence to the next row", "将末句移到下一行"],
  "do.move_back": ["Move the first sentence to the previous row", "将首句移到上一行"],
  "do.cut": ["Cut the sentence in two…", "将句子切成两句…"],
  "do.join": ["Join the sentence with the next one", "与下一句连成一句"],
  "do.edit": ["Edit the text", "编辑文本"],
  "do.unlink": ["Unlink: no counterpart on either side", "取消对应（两边各自独立）"],
  "do.link": ["Link: mark this row, then link it from another", "建立对应：先标记此行，再到另一行按一次"],
  "do.swap": ["Swap the two sides", "对调两边文本"],
  "do.runner_up": ["Show the aligner’s second choice", "换用对齐器的次选结果"],
  "do.restore": ["Bring back what was set aside", "恢复被搁置的文本"],
  "do.align_again": ["Align again what is pending", "重新对齐未审部分"],
  "do.undo": ["Undo", "撤销"],
  "do.redo": ["Redo", "重做"],
  "do.find": ["Find and replace…", "查找和替换…"],
  "do.search": ["Search all documents…", "搜索全部文档…"],
  "do.findings": ["Findings of the audit", "审校问题"],
  "do.export": ["Export…", "导出…"],
  "do.help": ["Keyboard shortcuts", "键盘快捷键"],
  "do.close": ["Close, or forget the mark", "关闭，或取消标记"],
  "group.moving": ["Go", "移动"],
  "group.deciding": ["Decide", "审定"],
  "group.mending": ["Mend", "修改"],
  "group.more": ["More", "其他"],
  // what was done, said to everybody and read aloud
  "said.approve": ["{n|row|rows} approved", "已通过 {n} 行"],
  "said.approve_above": ["{n|row|rows} approved", "已通过 {n} 行"],
  "said.reject": ["Marked as wrong", "已标为错误"],
  "said.exclude": ["Not for the memory", "已设为不收入记忆库"],
  "said.include": ["Back in the memory", "已恢复收入记忆库"],
  "said.merge": ["Rows merged", "已合并"],
  "said.split": ["Row split", "已拆分"],
  "said.move": ["Sentence moved", "已移动句子"],
  "said.cut": ["Sentence cut in two", "已切成两句"],
  "said.join": ["Sentences joined", "已连成一句"],
  "said.edit": ["Text changed", "已修改文本"],
  "said.unlink": ["Unlinked", "已取消对应"],
  "said.link": ["Linked", "已建立对应"],
  "said.swap": ["Sides swapped", "已对调两边"],
  "said.comment": ["Comment saved", "已保存批注"],
  "said.runner_up": ["The second choice is in its place", "已换为次选结果"],
  "said.restore": ["Brought back", "已恢复"],
  "said.align_again": ["Aligned again: {n|row|rows} changed", "已重新对齐：{n} 行有变化"],
  "said.replace": ["{n|row|rows} changed", "已修改 {n} 行"],
  "said.undo": ["Undone", "已撤销"],
  "said.redo": ["Redone", "已重做"],
  "said.marked": ["Marked. Press l on the row to link it with.", "已标记。请到要对应的行按 l 键。"],
  "said.unmarked": ["Mark forgotten", "已取消标记"],
  "said.conflict": ["Somebody changed these rows meanwhile. Nothing was done.",
    "这些行刚被他人修改，本次操作未执行。"],
  "said.doubtful_none": ["No doubtful row is left.", "已无存疑行。"],
  "said.pending_none": ["No pending row is left.", "已全部审完。"],
  "said.end": ["There is no such row.", "没有这样的行。"],
  "said.copied": ["Exported", "已导出"],
  "not.aside": ["This text was set aside. Press b to bring it back.", "此文本已被搁置。按 b 键恢复。"],
  "not.restore": ["Only text that was set aside can be brought back.", "只有被搁置的文本才能恢复。"],
  "not.split": ["Choose a sentence that is not the first of its side (← →).",
    "请先用 ← → 选一个不在首位的句子。"],
  "not.join": ["There is no next sentence in this row.", "本行此侧没有下一句。"],
  "not.side": ["There is nothing on this side.", "此侧没有文本。"],
  "not.link": ["Choose another row to link with.", "请选择另一行来对应。"],
  "not.rival": ["The aligner had no second choice here.", "此处没有次选结果。"],
  // dialogs
  "ok": ["OK", "确定"],
  "cancel": ["Cancel", "取消"],
  "close": ["Close", "关闭"],
  "save": ["Save", "保存"],
  "en": ["English", "英文"],
  "zh": ["Chinese", "中文"],
  "both": ["Both sides", "两边"],
  "side": ["Side", "语言"],
  "help.keys": ["Single-letter keys work", "启用单键快捷键"],
  "help.keys_off": ["Single-letter keys are off. Turn them on in the help.",
    "单键快捷键已停用，可在帮助中启用。"],
  "edit.label": ["Text. Enter saves, Esc leaves it as it was.", "文本。按 Enter 保存，Esc 放弃。"],
  "comment.label": ["Comment on this row", "对此行的批注"],
  "go.label": ["Row number (1 to {n}), or percent of the document, as 40%",
    "行号（1 至 {n}），或文档百分比，如 40%"],
  "cut.hint": ["Arrows move the place, Tab changes the side, Enter cuts.",
    "方向键移动切点，Tab 换边，Enter 切开。"],
  "cut.do": ["Cut here", "在此切开"],
  "cut.first": ["First row", "第一行"],
  "cut.second": ["Second row", "第二行"],
  "above.label": ["Approve every pending row with a confidence of at least",
    "通过所有置信度不低于此值的待审行："],
  "above.count": ["{n|row|rows}; about {wrong} of them may be wrong",
    "共 {n} 行，其中约 {wrong} 行可能有误"],
  "changes.none": ["Nothing changed.", "没有变化。"],
  "changes.before": ["Before", "之前"],
  "changes.after": ["Now", "现在"],
  "changes.go": ["Go there", "转到此处"],
  "changes.again": ["Aligned again: {n|place|places} changed", "已重新对齐：{n} 处有变化"],
  "changes.more": ["{n} more", "另有 {n} 处"],
  // export
  "export.document": ["What", "范围"],
  "export.this": ["This document", "当前文档"],
  "export.all": ["All documents", "全部文档"],
  "export.format": ["Format", "格式"],
  "export.which": ["Which rows", "导出哪些行"],
  "export.every": ["All", "全部"],
  "export.approved": ["Approved only", "仅已通过"],
  "export.above": ["With a confidence of at least", "置信度不低于"],
  "export.do": ["Export", "导出"],
  "export.folder": ["Folder", "文件夹"],
  "export.done": ["{n|unit|units} written to {file}", "已将 {n} 个单元写入 {file}"],
  "export.out": ["{n} left out: {reason}", "未导出 {n} 个：{reason}"],
  "export.open": ["Open the folder", "打开文件夹"],
  // find
  "find.text": ["Find", "查找"],
  "find.with": ["Replace with", "替换为"],
  "find.case": ["Match case", "区分大小写"],
  "find.regex": ["Regular expression", "正则表达式"],
  "find.preview": ["Show what it would change", "预览更改"],
  "find.replace": ["Replace the chosen ({n})", "替换所选（{n}）"],
  "find.count": ["{n|text|texts} found", "找到 {n} 处"],
  "find.none": ["Nothing found", "未找到"],
  "find.all": ["All", "全选"],
  "search.text": ["Search the documents of this project", "搜索本项目的文档"],
  "search.do": ["Search", "搜索"],
  // word links
  "links.pair": ["{word}: {others}", "{word}：{others}"],
  "links.none": ["no counterpart", "没有对应"],
  "links.alone": ["No counterpart on the other side: {words}", "对侧没有对应：{words}"],
  // the start page
  "start.drop": ["Drop the English and the Chinese version here", "将英文版和中文版文件拖到这里"],
  "start.hint": ["Two files, two folders, one file with both languages, or many at once: Word, PDF, web pages, subtitles, tables, TMX …", "可以是两个文件、两个文件夹、一个双语文件，也可以一次拖入多个：Word、PDF、网页、字幕、表格、TMX……"],
  "start.choose": ["Choose files…", "选择文件…"],
  "start.folder": ["Choose a folder…", "选择文件夹…"],
  "start.chosen": ["{n|file|files} to align", "已选择 {n} 个文件"],
  "start.one": ["Add the other version; or align this file, if it holds both languages.", "请再添加另一语言的版本；如果这是双语文件，可直接对齐。"],
  "start.more": ["They are paired by name and content. You can add more.", "程序将按文件名和内容自动配对，也可以继续添加。"],
  "start.align": ["Align", "开始对齐"],
  "start.renew": ["Renew and align", "更新并对齐"],
  "start.remove": ["Leave out {name}", "移除 {name}"],
  "start.large": ["too large (more than 256 MB); split it", "文件过大（超过 256 MB），请拆分"],
  "start.nothing": ["None of the files could be taken", "没有可用的文件"],
  "start.uploading": ["Taking in file {done} of {total}", "正在接收文件（{done}/{total}）"],
  "start.waiting": ["Waiting for another alignment", "正在等待其他对齐任务"],
  "start.reading": ["Reading and pairing the files", "正在读取文件并配对"],
  "start.aligning": ["Aligned {done} of {total}", "已对齐 {done}/{total}"],
  "start.failed": ["This could not be aligned", "无法对齐"],
  "start.done": ["{n|document|documents} aligned", "已对齐 {n} 个文档"],
  "start.alone": ["no counterpart was found", "未找到对应文件"],
  "start.again": ["Align other files", "对齐其他文件"],
  "start.recent": ["Recent work", "最近的项目"],
  "start.newer": ["New versions…", "更新文档…"],
  "start.newer_title": ["Align changed or further documents of {name}; what was decided stays", "对齐 {name} 中修改过的或新增的文档，已有的审定结果会保留"],
  "start.documents": ["{n|document|documents}", "{n} 个文档"],
  "start.share": ["{percent} % approved", "已通过 {percent}%"],
  "start.doubtful": ["{n} doubtful", "{n} 处存疑"],
  "start.local": ["Everything stays on this computer.", "所有内容都只保存在本机。"],
  "start.kept": ["Files are kept in", "文件保存在"],
};

/** The language of the interface: what the server decided (`?lang=`, or by the browser). */
export const language = globalThis.document?.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** Whether there is a text of this key. */
export const has = (key) => key in STRINGS;

/** The text of a key, its values filled in. */
export function t(key, values = {}) {
  const text = STRINGS[key]?.[language === "zh" ? 1 : 0] ?? key;
  return text.replace(/\{(\+?)(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, alone, name, one, many) => {
    const value = values[name];
    const shown = typeof value === "number" ? value.toLocaleString(language) : String(value ?? "");
    const word = value === 1 ? one : many;
    return word === undefined ? shown : alone ? word : `${shown} ${word}`;
  });
}

/** Fill in `data-t` (text), `data-t-title` and `data-t-label` (aria-label) below an element. */
export function translate(root) {
  const targets = { t: null, tTitle: "title", tLabel: "aria-label", tPlaceholder: "placeholder" };
  for (const [name, attribute] of Object.entries(targets)) {
    const selector = `data-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    for (const element of root.querySelectorAll(`[${selector}]`)) {
      const text = t(element.dataset[name]);
      if (attribute) element.setAttribute(attribute, text);
      else element.textContent = text;
    }
  }
}
