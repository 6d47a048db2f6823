// Compiles only while Node's own objects satisfy the contract with no wrapper.
import type dgram from 'node:dgram'
import type net from 'node:net'
import type { Timer } from '../../src/host/clock.ts'
import type { DatagramSocket } from '../../src/host/datagram.ts'
import type { Server } from '../../src/host/server.ts'
import type { Socket } from '../../src/host/socket.ts'

declare const realSocket: net.Socket
declare const realServer: net.Server
declare const realDatagramSocket: dgram.Socket
declare const realTimer: NodeJS.Timeout

export const socket: Socket = realSocket
export const server: Server = realServer
export const datagramSocket: DatagramSocket = realDatagramSocket
export const timer: Timer = realTimer
