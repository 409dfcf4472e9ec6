// puppet-mock, mended where a test would be blind: it keeps mention ids, gives message ids when sending, knows room
// aliases, logs in again whenever it is started, and fails on demand.
import { FileBox } from 'file-box'
import { mock, PuppetMock } from 'wechaty-puppet-mock'

export const BOT = 'bot-self'

export class TestPuppet extends PuppetMock {
  sent = [] // {id, conversation, text, mentions} or {id, conversation, file: {name, base64}}
  asked = [] // ids of the messages that the bot asked for
  aliases = new Map() // "room contact" -> alias
  faults = { payload: new Map(), hang: new Map(), send: null, sendDelay: 0, mute: false, echo: false, noId: false }
  loggingIn = true
  calls = { start: 0, stop: 0 }
  #count = 0

  constructor () {
    const mocker = new mock.Mocker()
    super({ mocker })
    mocker.use(() => {
      this.calls.start++
      if (!mocker.cacheContactPayload.has(BOT)) mocker.createContact({ id: BOT, name: '小应' })
      if (this.loggingIn && !this.isLoggedIn) this.login(BOT)
      return () => { this.calls.stop++ }
    })
    this.on('error', () => {})
  }

  ding (data) {
    if (!this.faults.mute) this.emit('dong', { data: data ?? '' })
  }

  async messageRawPayload (id) {
    this.asked.push(id)
    const wait = this.faults.hang.get(id)
    if (wait) await new Promise(resolve => setTimeout(resolve, wait))
    const left = this.faults.payload.get(id) ?? 0
    if (left > 0) {
      this.faults.payload.set(id, left - 1)
      throw new Error('the payload is not there yet')
    }
    return super.messageRawPayload(id)
  }

  async roomMemberRawPayload (roomId, contactId) {
    const payload = await super.roomMemberRawPayload(roomId, contactId)
    return { ...payload, roomAlias: this.aliases.get(`${roomId} ${contactId}`) }
  }

  async messageSendText (conversation, text, mentions) {
    return this.#send(conversation, { text, mentions: mentions ?? [] }, text)
  }

  async messageSendFile (conversation, file) {
    const data = await file.toBase64()
    const box = FileBox.fromBase64(data, file.name)
    return this.#send(conversation, { file: { name: file.name, base64: data } }, box)
  }

  async #send (conversation, what, something) {
    if (!this.isLoggedIn) throw new Error('not logged in')
    const { send, sendDelay } = this.faults
    if (sendDelay > 0) await new Promise(resolve => setTimeout(resolve, sendDelay))
    if (send !== null) throw new Error(send)
    const id = `sent-${++this.#count}`
    this.sent.push({ id, conversation, ...what })
    if (this.faults.echo) {
      const { ContactMock, RoomMock } = this.mocker
      const rooms = this.mocker.cacheRoomPayload
      const to = rooms.has(conversation) ? RoomMock.load(conversation) : ContactMock.load(conversation)
      ContactMock.load(BOT).say(something).to(to)
    }
    return this.faults.noId ? undefined : id
  }

  /** Makes a message as the puppet would hold it and, unless `quiet`, tells of it. Returns its id. */
  say ({ from, room, text = '', mentions = [], type = 7, file, id, at, quiet = false, times = 1 }) {
    const payload = {
      id: id ?? `m-${Math.random().toString(36).slice(2)}`,
      talkerId: from,
      timestamp: at ?? Date.now(),
      type,
      text,
      ...(room ? { roomId: room, mentionIdList: mentions } : { listenerId: BOT }),
    }
    this.mocker.cacheMessagePayload.set(payload.id, payload)
    if (file) {
      const { name, url, uuid, base64 } = file
      const box = url ? FileBox.fromUrl(url, { name }) : uuid ? FileBox.fromUuid(uuid, { name }) : FileBox.fromBase64(base64, name)
      this.mocker.cacheFileBoxPayload.set(payload.id, box.toJSON())
    }
    if (!quiet) for (let n = 0; n < times; n++) this.emit('message', { messageId: payload.id })
    return payload.id
  }
}
