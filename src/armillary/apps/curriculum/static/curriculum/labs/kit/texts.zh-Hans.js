export default {
  'kit.gap': '',
  'kit.step': '第 {n} 步（共 {of} 步）：{title}',
  'kit.stepName': '第 {n} 步：{title}',
  'kit.stepDone': '{name}，已完成',
  'kit.next': '下一步：{title}',
  'kit.again': '从头再来',
  'kit.right': '对了。',
  'kit.notYet': '还不是。',
  'kit.yours': '你选的',
  'kit.place': '第 {n} 题，共 {of} 题',
  'kit.more': '下一题',
  'kit.count': '{of} 个对 {right} 个',
};
