import { useSyncExternalStore } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
const stored = 'voxburst.theme'
const changes = new EventTarget()

/** What was chosen before, else the system's. Set on the root, where the colours are (styles/tokens.css). */
export function applyTheme(): void {
  const theme = chosenTheme()
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

function chosenTheme(): Theme {
  const chosen = localStorage.getItem(stored)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

/** The choice, the same wherever it is shown. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(onChange, chosenTheme)
  return [
    theme,
    (next) => {
      localStorage.setItem(stored, next)
      applyTheme()
      changes.dispatchEvent(new Event('change'))
    },
  ]
}

function onChange(callback: () => void): () => void {
  changes.addEventListener('change', callback)
  return () => changes.removeEventListener('change', callback)
}
