"""What was found of a domain, as the JSON of ``mailmend check`` (``schema_check.py`` has its types)."""

from __future__ import annotations

from mailmend import model
from mailmend.dkim import KeyLookup
from mailmend.flow import Answer
from mailmend.model import Checkup, Finding, Setup, Severity
from mailmend.phrase import Phrase
from mailmend.render import json, schema_check
from mailmend.render.check_text import exit_code
from mailmend.render.clean import readable
from mailmend.render.words import ENGLISH, Words


def checkup(found: Checkup, words: Words = ENGLISH) -> schema_check.DomainCheck:
    """One domain as ``mailmend check`` prints it."""
    setup = found.setup
    count = {each: sum(f.severity is each for f in found.findings) for each in Severity}
    evidence = setup.evidence
    return schema_check.DomainCheck(
        domain=setup.domain,
        errors=count[Severity.ERROR],
        warnings=count[Severity.WARNING],
        advice=count[Severity.ADVICE],
        findings=[_finding(finding, found, words) for finding in found.findings],
        spf=_spf(setup),
        dmarc=_dmarc(setup),
        dkim=[_key(key) for key in setup.keys if key.state != "absent" or key.selector in setup.told.selectors],
        mx=[
            schema_check.CheckExchanger(
                preference=each.preference, host=json.encodable(each.host), addresses=list(each.ips)
            )
            for each in setup.exchangers.hosts
        ],
        null_mx=setup.exchangers.null,
        services=[service.name for service in evidence.domain.services] if evidence.domain else [],
        hosts=[
            schema_check.CheckHost(
                ip=host.ip,
                known_by=json.encodable(host.known_by),
                names=[json.encodable(name) for name in host.names.names],
                confirmed=[json.encodable(name) for name in host.names.confirmed],
            )
            for host in setup.hosts
        ],
        servers=[_servers(view) for view in setup.views if view.servers],
        questions=len(found.answers),
        asked_at=setup.told.now.isoformat().replace("+00:00", "Z"),
        exit_code=exit_code([found]),
    )


def _finding(finding: Finding, found: Checkup, words: Words) -> schema_check.CheckFinding:
    return schema_check.CheckFinding(
        code=finding.code,
        severity=finding.severity or Severity.ERROR,
        title=json.encodable(words.say(Phrase(f"{finding.code}.said", finding.params))),
        do=json.encodable(words.say(Phrase(f"{finding.code}.mend", finding.params))),
        confidence=finding.confidence,
        owner=finding.owner,
        cites=[json.cite_of(cite) for cite in finding.cites],
        remedies=[_remedy(remedy, words) for remedy in found.remedies if remedy.cures == finding.code],
    )


def _remedy(remedy: model.Remedy, words: Words) -> schema_check.CheckRemedy:
    plan = json.plan_of(
        model.Plan(
            edits=remedy.edits,
            alternatives=remedy.alternatives,
            actions=remedy.actions,
            letters=remedy.letters,
            forecasts=remedy.forecasts,
            bystanders=remedy.bystanders,
        ),
        words,
    )
    return schema_check.CheckRemedy(
        edits=plan.edits,
        alternatives=plan.alternatives,
        actions=plan.actions,
        letters=plan.letters,
        forecasts=plan.forecasts,
        bystanders=plan.bystanders,
    )


def _spf(setup: Setup) -> schema_check.CheckSpf:
    tree, errors = setup.audit.tree, len(setup.audit.errors)
    return schema_check.CheckSpf(
        record=readable(tree.record.text) if tree.record else None,
        lookups=tree.lookups,
        errors=errors,
        advice=len(setup.audit.problems) - errors,
    )


def _dmarc(setup: Setup) -> schema_check.CheckDmarc:
    found = setup.dmarc
    return schema_check.CheckDmarc(
        record=json.encodable(found.record.text) if found.record else None,
        found_at=found.record_domain,
        policy=found.policy,
        policy_rfc7489=found.policy_by_rfc7489,
        organizational_domain=found.organizational_domain,
        organizational_domain_rfc7489=found.by_suffix_list,
        reports_to=[json.encodable(uri) for uri in found.record.rua] if found.record else [],
    )


def _key(key: KeyLookup) -> schema_check.CheckKey:
    return schema_check.CheckKey(
        selector=json.encodable(key.selector),
        state=key.state,
        type=json.encodable(key.key.key_type) if key.key else None,
        bits=key.key.bits if key.key else None,
        alias=json.encodable(key.target) if key.target else None,
    )


def _servers(view: model.RrsetView) -> schema_check.CheckServers:
    agree = [answer for answer in view.spoken if answer not in view.apart]
    return schema_check.CheckServers(
        name=view.answer.question.name,
        type=view.answer.question.type,
        agree=[_server(answer) for answer in agree],
        differ=[_server(answer) for answer in view.apart],
        silent=[_server(answer) for answer in view.silent],
    )


def _server(answer: Answer) -> str:
    return json.encodable((answer.question.server or "").rstrip("."))
