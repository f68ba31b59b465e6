// mailauth with strict: true, as RFC 7208 has it. The protocol is that of bench/worker.py.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { spf } = createRequire(`${process.env.BENCH_HOME}/`)('mailauth/lib/spf');

const shape = JSON.parse(readFileSync(process.argv[2]));
const records = new Map();
for (const [name, kinds] of Object.entries(shape.zone)) {
    for (const [kind, values] of Object.entries(kinds)) {
        records.set(`${kind} ${name}`, kind === 'TXT' ? values.map(value => [value]) : values);
    }
}

const resolver = async (name, kind) => {
    const found = records.get(`${kind} ${name.toLowerCase()}`);
    if (!found) {
        throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
    }
    return found;
};

const check = async ip =>
    (await spf({ ip, sender: shape.sender, helo: shape.helo, mta: 'mx.example.net', strict: true, resolver })).status.result;

const first = [];
for (const ip of shape.ips.slice(0, 200)) {
    first.push(await check(ip));
}
console.log(JSON.stringify(first));

let next = 0;
for await (const line of createInterface({ input: process.stdin })) {
    const begun = process.cpuUsage();
    for (let left = Number(line); left > 0; left--) {
        await check(shape.ips[next]);
        next = (next + 1) % shape.ips.length;
    }
    const { user, system } = process.cpuUsage(begun);
    console.log(JSON.stringify({ cpu: (user + system) / 1e6 }));
}
