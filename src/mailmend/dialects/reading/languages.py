"""How reports say in other languages that a message could not be delivered: to whom stands in the same sentence.

These are sentences of Exchange Online's, Gmail's and Thunderbird's translations; a machine's own lines stay English.
"""

from __future__ import annotations

# In RE2's syntax; letter case is ignored.
UNDELIVERED = (
    r"nicht (?:zugestellt|(?:ü|ue)bermittelt)|unzustell"
    r"|n[’']a pas (?:pu [êe]tre|[ée]t[ée]) (?:remis|distribu[ée]|d[ée]livr[ée]|envoy[ée])|non (?:remis|distribu)"
    r"|no se (?:pudo|ha podido|puede) (?:entregar|enviar)|no (?:se )?(?:entreg[óo]|entregado)"
    r"|(?:impossibile|non (?:è stato|e' stato) possibile) (?:recapitare|consegnare)|non (?:recapitat|consegnat)"
    r"|n[ãa]o (?:foi poss[íi]vel entregar|p[ôo]de ser entregue|entregue)"
    r"|(?:kan|kon) niet worden (?:bezorgd|afgeleverd)|niet bezorgd|onbestelbaar"
    r"|nie (?:można|udało się|mogła być|została) (?:dostarczyć|dostarczon)|niedostarcz"
    r"|nu a putut fi (?:livrat|trimis)|nu s-a putut livra|nelivrat|nu a fost livrat"
    r"|nelze doručit|nebylo možné doručit|nemohla být doručena|nedoruč|nepodarilo sa doručiť"
    r"|teslim edileme|kunde inte levereras|kunne ikke leveres|ei voitu toimittaa|toimittaminen epäonnistui"
    r"|nem kézbesíthető|nem sikerült kézbesíteni"
    r"|не (?:удалось доставить|был[ао]? доставлен)|недоставлен|не вдалося доставити"
    r"|配信できません|配信に失敗|配信不能|届けできません"
    r"|无法(?:送达|传递|投递)|未能(?:送达|将邮件传递)|無法(?:傳遞|傳送|投遞)"
    r"|배달(?:하지|할 수)|전송하지 못"
)
