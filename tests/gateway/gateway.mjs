// A real Wechaty gateway (puppet-service) over the mock puppet, many of them in one process, for the tests.
//
// Driven over a loopback port: one JSON object a line, {"n": any, "op": name, ...}; the answer is {"n", "result"} or
// {"n", "error"}. The port is the first line on stdout. With a port as argument, a gateway is opened on it at once.
import net from 'node:net'
import readline from 'node:readline'
import { pathToFileURL } from 'node:url'
import { createRequire } from 'node:module'
import path from 'node:path'

import { PuppetServer } from 'wechaty-puppet-service'
import { puppet as wire } from 'wechaty-grpc'

import { Wire } from './proxy.mjs'
import { BOT, TestPuppet } from './puppet.mjs'

const TOKEN = 'test-token-5b1e'
const gateways = new Map()

async function freePort () {
  const server = net.createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

class Gateway {
  puppet = new TestPuppet()

  async open ({ port = 0, tls = false } = {}) {
    this.tls = tls
    this.port = await freePort()
    await this.serve()
    this.wire = new Wire(this.port)
    return this.wire.open(port)
  }

  async serve () {
    const tls = this.tls ? { disable: false } : { disable: true }
    this.server = new PuppetServer({ endpoint: `127.0.0.1:${this.port}`, puppet: this.puppet, token: TOKEN, tls })
    await this.server.start()
  }
}

const make = ({ puppet }, { contacts = [], room }) => {
  const { mocker } = puppet
  const known = mocker.cacheContactPayload
  if (!known.has(BOT)) mocker.createContact({ id: BOT, name: '小应' })
  for (const { id, name, friend = true } of contacts) {
    if (!known.has(id)) mocker.createContact({ id, name, friend })
  }
  if (!room) return
  mocker.createRoom({ id: room.id, topic: room.topic ?? room.id, memberIdList: [BOT, ...contacts.map(c => c.id)] })
  for (const { id, alias } of contacts) if (alias) puppet.aliases.set(`${room.id} ${id}`, alias)
}

const OPS = {
  make,
  say: ({ puppet }, args) => puppet.say(args),
  tell: ({ puppet }, { id }) => { puppet.emit('message', { messageId: id }) },
  burst: ({ puppet }, { messages }) => messages.map(message => puppet.say(message)),
  join: ({ puppet }, { room, who, by, at }) =>
    { puppet.emit('room-join', { inviteeIdList: who, inviterId: by, roomId: room, timestamp: at ?? Date.now() }) },
  leave: ({ puppet }, { room, who, by }) =>
    { puppet.emit('room-leave', { removeeIdList: who, removerId: by, roomId: room, timestamp: Date.now() }) },
  topic: ({ puppet }, { room, by, topic }) =>
    { puppet.emit('room-topic', { changerId: by, newTopic: topic, oldTopic: '', roomId: room, timestamp: Date.now() }) },
  // Any event as it is, past every check of the puppet: `type` a number, `payload` a string.
  raw: ({ raw }, { type, payload }) => { raw(type, payload) },
  sent: ({ puppet }) => puppet.sent,
  asked: ({ puppet }) => puppet.asked,
  calls: ({ puppet }) => puppet.calls,
  logout: async ({ puppet }) => { puppet.loggingIn = false; await puppet.logout() },
  login: ({ puppet }) => { puppet.loggingIn = true; puppet.login(BOT) },
  fault: ({ puppet }, { payload = {}, hang = {}, ...rest }) => {
    for (const [id, times] of Object.entries(payload)) puppet.faults.payload.set(id, times)
    for (const [id, ms] of Object.entries(hang)) puppet.faults.hang.set(id, ms)
    Object.assign(puppet.faults, rest)
  },
  restart: async gateway => {
    await gateway.server.stop()
    gateway.wire.cut()
    await gateway.puppet.stop()
    await gateway.serve()
  },
  cut: gateway => gateway.wire.cut(),
  refuse: gateway => gateway.wire.refuse(),
  blackhole: gateway => gateway.wire.blackhole(),
  delay: (gateway, { ms }) => gateway.wire.delay(ms),
  heal: gateway => gateway.wire.heal(),
  close: async gateway => {
    gateway.wire.close()
    await gateway.server.stop()
    await gateway.puppet.stop()
  },
}

/** Every event goes through `serializeBinary` of its message: the one place where a test can write one by itself. */
function rawWriter (gateway) {
  return (type, payload) => {
    const serialize = wire.EventResponse.prototype.serializeBinary
    wire.EventResponse.prototype.serializeBinary = function () {
      wire.EventResponse.prototype.serializeBinary = serialize
      this.setType(type)
      this.setPayload(payload)
      return serialize.call(this)
    }
    gateway.puppet.emit('dong', { data: 'raw' })
  }
}

let count = 0

async function run ({ op, gateway: name, ...args }) {
  if (op === 'open') {
    const gateway = new Gateway()
    gateway.raw = rawWriter(gateway)
    const port = await gateway.open(args)
    gateways.set(++count, gateway)
    return { gateway: count, port, token: TOKEN, bot: BOT }
  }
  if (op === 'ca') {
    const entry = createRequire(import.meta.url).resolve('wechaty-puppet-service')
    const file = path.resolve(path.dirname(entry), '../../esm/src/auth/ca.js')
    return (await import(pathToFileURL(file))).TLS_CA_CERT
  }
  return await OPS[op](gateways.get(name), args)
}

const control = net.createServer(socket => {
  socket.on('error', () => {})
  const lines = readline.createInterface({ input: socket })
  lines.on('error', () => {})
  lines.on('line', async line => {
    const { n, ...request } = JSON.parse(line)
    const answer = await run(request).then(result => ({ n, result }), error => ({ n, error: String(error) }))
    socket.write(JSON.stringify(answer) + '\n')
  })
})

process.on('unhandledRejection', reason => console.error('unhandled:', reason))
// The parent holds our stdin: when it goes, so do we.
process.stdin.on('close', () => process.exit()).resume()
const port = Number(process.argv[2] ?? 0)
if (port > 0) await run({ op: 'open', port })
control.listen(0, '127.0.0.1', () => console.log(control.address().port))
