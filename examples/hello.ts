// A scenario of one's own: two nodes, a bad link, a promise.
import { defineScenario, exitsWith, type Host, number, type Program, prints } from 'seednet'

function greeter(host: Host): Program {
  const server = host.net.createServer({}, (socket) => socket.end('hello from the other side\n'))
  server.listen({ port: 4000 }, () => host.report('listening', { port: 4000 }))
  return { interrupt: () => host.exit(0) }
}

function caller(host: Host): Program {
  const socket = host.net.connect({ host: 'greeter', port: 4000 })
  socket.on('data', (bytes) => host.terminal.write(new TextDecoder().decode(bytes)))
  socket.on('close', () => host.exit(0))
  return { interrupt: () => host.exit(0) }
}

export default defineScenario({
  name: 'hello',
  purpose: 'Does a greeting get through when every fifth packet is lost?',
  params: { loss: number(0.2, 'packets lost each way, as a ratio', { max: 0.5 }) },
  hosts: () => [
    { name: 'greeter', start: greeter },
    { name: 'caller', start: caller, startsOff: true },
  ],
  network: ({ params }) => ({ everywhere: { latency: 20, lossRatio: params.loss } }),
  async script(stage) {
    await stage.reports('greeter', 'listening')
    await stage.start('caller')
    await stage.ends('caller')
  },
  checks: () => [prints('caller', 'hello from the other side'), exitsWith('caller', 0)],
})
