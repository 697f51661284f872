import { useState } from 'react'

/** Whether what is shown changes by itself. */
export function useLive(): boolean {
  const [isLive] = useState(true)
  return isLive
}
