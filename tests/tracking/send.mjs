// Segment's Node SDK, as anybody uses it: its own defaults but for the host and the key.
import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host })
const failures = []
analytics.on('error', (problem) => failures.push(String(problem.reason ?? problem)))

analytics.page({ anonymousId: 'node-visitor', properties: { url: 'https://www.halden.example/pricing' } })
analytics.identify({
  userId: 'node-1',
  anonymousId: 'node-visitor',
  traits: { email: 'noor@halden.example', name: 'Noor de Wit', title: 'Head of Operations' },
})
analytics.group({ userId: 'node-1', groupId: 'halden', traits: { name: 'Halden', website: 'https://halden.example' } })
for (let n = 0; n < 40; n++) {
  analytics.track({ userId: 'node-1', event: 'Content Downloaded', properties: { n } })
}
analytics.track({ userId: 'node-1', event: 'Demo Requested' })
analytics.screen({ userId: 'node-1', name: 'Home' })
analytics.alias({ previousId: 'node-0', userId: 'node-1' })

await analytics.closeAndFlush({ timeout: 20000 })
if (failures.length) {
  console.error(failures.join('\n'))
  process.exit(1)
}
