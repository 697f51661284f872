import { useState } from 'react'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
const stored = 'voxburst.theme'

/** What was chosen before, else the system's. Set on the root, where the colours are (styles/tokens.css). */
export function applyTheme(): Theme {
  const chosen = localStorage.getItem(stored)
  const theme = chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
  return theme
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(applyTheme)
  return [
    theme,
    (next) => {
      localStorage.setItem(stored, next)
      setTheme(applyTheme())
    },
  ]
}
