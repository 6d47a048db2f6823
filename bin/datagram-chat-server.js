#!/usr/bin/env node
import { launch } from './launch.mjs'

await launch('real/bin/datagram-chat-server.js')
