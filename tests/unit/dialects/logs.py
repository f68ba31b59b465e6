"""Log lines as their programs write them."""

from __future__ import annotations

SENDMAIL = (
    "Nov 23 10:14:00 mail sendmail[2211]: 4ANAE0ab002211: from=<anna@contoso.com>, size=900, class=0, nrcpts=3,"
    " msgid=<1@contoso.com>, proto=ESMTP, daemon=MTA, relay=ws.contoso.com [10.0.0.4]\n"
    "Nov 23 10:14:02 mail sm-mta[2212]: 4ANAE0ab002211: to=<bob@fabrikam.example>, ctladdr=<anna@contoso.com>"
    " (1001/1001), delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=120900, relay=mx1.fabrikam.example."
    " [192.0.2.25], dsn=5.1.1, stat=User unknown\n"
    "Nov 23 10:14:02 mail sm-mta[2212]: 4ANAE0ab002211: to=<eve@fabrikam.example>,<zoe@fabrikam.example>,"
    " delay=00:00:02, mailer=esmtp, pri=120900, relay=mx1.fabrikam.example. [192.0.2.25], dsn=4.0.0,"
    " stat=Deferred: 451 4.7.1 Greylisted, try again\n"
    "Nov 23 10:14:02 mail sm-mta[2212]: 4ANAE0ab002213: to=<zed@fabrikam.example>, delay=00:00:02, mailer=esmtp,"
    " pri=120900, relay=mx1.fabrikam.example. [192.0.2.25], dsn=2.0.0, stat=Sent (OK 1)\n"
    "Nov 23 10:14:02 mail sm-mta[2212]: 4ANAE0ab002214: to=<zed@fabrikam.example>, delay=00:00:02, mailer=esmtp,"
    " pri=120900, stat=queued\n"
    "Nov 23 10:14:02 mx1 sm-mta[2214]: 4ANAE0ab002215: ruleset=check_rcpt, arg1=<bob@fabrikam.example>,"
    " relay=mail.contoso.com [203.0.113.7], reject=550 5.7.1 <bob@fabrikam.example>... Relaying denied\n"
    "Nov 23 10:14:02 mx1 sm-mta[2214]: 4ANAE0ab002211: Milter: data, reject=451 4.7.1 Try again later\n"
)
POLICYD = (
    "2026-11-23T10:14:00.1+01:00 mx1 policyd-spf[4711]: Fail; identity=mailfrom; client-ip=203.0.113.7;"
    " helo=mail.contoso.com; envelope-from=anna@contoso.com; receiver=bob@fabrikam.example\n"
    "2026-11-23T10:14:00.2+01:00 mx1 policyd-spf[4711]: 550 5.7.23 Message rejected due to: SPF fail - refused.\n"
    "2026-11-23T10:14:00.3+01:00 mx1 policyd-spf[4712]: prepend Received-SPF: Pass (mailfrom) identity=mailfrom;"
    " client-ip=203.0.113.8; helo=x.example; envelope-from=x@x.example; receiver=<UNKNOWN>\n"
    "2026-11-23T10:14:00.4+01:00 mx1 policyd-spf[4713]: 451 4.7.24 Message rejected due to: SPF temperror\n"
)
RSPAMD = (
    "2026-11-23 10:14:00 #123(rspamd_proxy) <abcdef>; proxy; rspamd_task_write_log: id: <1@contoso.com>, qid:"
    " <4B1F0F5E>, ip: 203.0.113.7, from: <anna@contoso.com>, (default: T (reject): [15.90/15.00]"
    " [R_SPF_FAIL(1.00){-all;},DMARC_POLICY_REJECT(2.00){contoso.com : SPF not aligned (relaxed), No valid DKIM;}]),"
    " len: 900, time: 12.1ms, dns req: 5, digest: <a>, rcpts: <bob@fabrikam.example>,<eve@fabrikam.example>,"
    ' mime_rcpts: <x@fabrikam.example>, forced: reject "Rejected: DMARC policy"; score=nan (set by dmarc)\n'
    "2026-11-23 10:15:00 #123(rspamd_proxy) <abcdef>; proxy; rspamd_task_write_log: id: <2@contoso.com>, qid:"
    " <4B1F0F5F>, ip: 203.0.113.7, from: <anna@contoso.com>, (default: F (no action): [0.90/15.00] [X(0.00){}]), len:"
    " 900, rcpts: <bob@fabrikam.example>\n"
    "2026-11-23 10:16:00 #123(rspamd_proxy) <abcdef>; proxy; rspamd_task_write_log: id: <undef>, qid: <4B1F0F60>, ip:"
    " 2001:db8::7, from: <>, (default: T (soft reject): [0.90/15.00] [RATELIMITED(0.00){x;}]), len: 900, rcpts:"
    " <bob@fabrikam.example>\n"
)
PROTOCOL = (
    "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: SMTP Send Protocol Log\n"
    "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"
    "2026-11-23T10:14:00.1Z,Out,08D9,0,10.0.0.4:5044,192.0.2.25:25,<,220 mx1.fabrikam.example ESMTP,\n"
    "2026-11-23T10:14:00.2Z,Out,08D9,1,10.0.0.4:5044,192.0.2.25:25,>,EHLO mail.contoso.com,\n"
    "2026-11-23T10:14:00.3Z,Out,08D9,2,10.0.0.4:5044,192.0.2.25:25,<,250-mx1.fabrikam.example,\n"
    "2026-11-23T10:14:00.3Z,Out,08D9,3,10.0.0.4:5044,192.0.2.25:25,<,250 PIPELINING,\n"
    "2026-11-23T10:14:00.4Z,Out,08D9,4,10.0.0.4:5044,192.0.2.25:25,>,MAIL FROM:<anna@contoso.com> SIZE=900,\n"
    "2026-11-23T10:14:00.4Z,Out,08D9,5,10.0.0.4:5044,192.0.2.25:25,>,RCPT TO:<bob@fabrikam.example>,\n"
    "2026-11-23T10:14:00.4Z,Out,08D9,6,10.0.0.4:5044,192.0.2.25:25,>,RCPT TO:<eve@fabrikam.example>,\n"
    "2026-11-23T10:14:00.5Z,Out,08D9,7,10.0.0.4:5044,192.0.2.25:25,<,250 2.1.0 Sender OK,\n"
    '2026-11-23T10:14:00.6Z,Out,08D9,8,10.0.0.4:5044,192.0.2.25:25,<,"550 5.7.23 SPF fail, 203.0.113.7 is denied",\n'
    "2026-11-23T10:14:00.7Z,Out,08D9,9,10.0.0.4:5044,192.0.2.25:25,<,250 2.1.5 OK,\n"
    "2026-11-23T10:14:00.8Z,Out,08D9,10,10.0.0.4:5044,192.0.2.25:25,>,DATA,\n"
    "2026-11-23T10:14:00.9Z,Out,08D9,11,10.0.0.4:5044,192.0.2.25:25,<,451 4.7.1 Try again later,\n"
)
TRACKING = (
    "#Software: Microsoft Exchange Server\n#Log-type: Message Tracking Log\n"
    "#Fields: date-time,client-ip,event-id,message-id,recipient-address,recipient-status,message-subject,"
    "sender-address,return-path\n"
    "2026-11-23T10:14:00.000Z,10.0.0.4,FAIL,<1@contoso.com>,bob@fabrikam.example;eve@fabrikam.example,"
    "\"'550 5.7.23 SPF fail';'550 5.1.1 User unknown'\",Quote,anna@contoso.com,anna@contoso.com\n"
    "2026-11-23T10:14:01.000Z,10.0.0.4,SEND,<2@contoso.com>,zed@fabrikam.example,250 OK,Other,anna@contoso.com,<>\n"
)
