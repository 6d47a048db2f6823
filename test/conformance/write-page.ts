// Writes the page of behaviours: `node --import tsx test/conformance/write-page.ts`.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { conformancePage, PAGE_PATH } from './page.ts'

writeFileSync(fileURLToPath(new URL(`../../${PAGE_PATH}`, import.meta.url)), conformancePage())
