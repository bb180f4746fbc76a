import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { type ReactNode, createContext, use, useCallback, useEffect, useRef, useState } from 'react';
import { useSay } from '../language/language.tsx';
import classes from './toasts.module.css';

interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: ReactNode;
}

type Tell = (kind: Toast['kind'], text: ReactNode) => void;

const ToastContext = createContext<Tell>(() => {});

/** What went well needs no answer and goes by itself; what failed stays until it was read. */
const stayMs = 5000;
const mostToasts = 4;

/** Short words on what was done, at the edge of the page. They are read out to who does not see them. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const told = useRef(0);
  const tell = useCallback<Tell>((kind, text) => {
    const id = told.current++;
    setToasts((before) => [...before, { id, kind, text }].slice(-mostToasts));
  }, []);
  const close = useCallback((id: number) => setToasts((before) => before.filter((one) => one.id !== id)), []);
  return (
    <ToastContext value={tell}>
      {children}
      <div className={classes['toasts']} role="status" aria-live="polite">
        {toasts.map((toast) => (
          <ToastLine key={toast.id} toast={toast} onClose={close} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastLine({ toast, onClose }: { readonly toast: Toast; readonly onClose: (id: number) => void }) {
  const say = useSay();
  const { id, kind, text } = toast;
  useEffect(() => {
    if (kind === 'failed') return;
    const timer = window.setTimeout(() => onClose(id), stayMs);
    return () => window.clearTimeout(timer);
  }, [id, kind, onClose]);
  return (
    <div className={classes['toast']} data-kind={kind}>
      {kind === 'done' ? <IconCheck size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
      <div className={classes['text']}>{text}</div>
      <button type="button" className={classes['close']} onClick={() => onClose(id)} aria-label={say('web.close')}>
        <IconX size={16} aria-hidden />
      </button>
    </div>
  );
}

export function useToast(): Tell {
  return use(ToastContext);
}
