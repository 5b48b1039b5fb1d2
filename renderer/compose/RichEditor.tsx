/**
 * Text with formatting for a mail, on TipTap. Loaded when somebody writes a mail, not with the window.
 *
 * Owns the document while it is mounted: a text that comes from elsewhere needs a new `key`. Pictures are shown from
 * their bytes and stored as `cid:<blobId>`.
 */
import { EditorContent, Extension, useEditor, useEditorState } from '@tiptap/react';
import type { Editor } from '@tiptap/react';
import Image from '@tiptap/extension-image';
import Placeholder from '@tiptap/extension-placeholder';
import StarterKit from '@tiptap/starter-kit';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { ReactElement, ReactNode, Ref } from 'react';
import { gapsIn } from '../../shared/template.ts';
import { useTranslation } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/controls.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/fields.tsx';
import type { IconName } from '../ui/icons.tsx';
import type { Body } from './content.ts';
import type { FieldHandle } from './PlainField.tsx';
import { useCanned } from './useCanned.tsx';

export type RichHandle = FieldHandle & { picture: (blobId: string, dataUrl: string, name: string) => void };

type RichEditorProps = {
  label: string;
  placeholder: string;
  /** As it stands when the editor is mounted. */
  html: string;
  /** Bytes of pictures in the text, as data URLs by their blob. */
  pictures: ReadonlyMap<string, string>;
  onChange: (body: Body) => void;
  variables: Readonly<Record<string, string>>;
  onFiles: (files: readonly File[]) => void;
  /** Stands between the text and the buttons. */
  below: ReactNode;
  /** Stands beside the buttons. */
  children: ReactNode;
  ref: Ref<RichHandle>;
};

export function RichEditor({ label, placeholder, html, pictures, onChange, variables, onFiles, below, children, ref }: RichEditorProps): ReactElement {
  // TipTap keeps the first functions it is given; these lead to the newest.
  const newest = useRef({ onChange, onFiles });
  const holder = useRef<Editor | null>(null);
  const canned = useCanned('mail', variables, (text, typedLength) => {
    const editor = holder.current;
    if (!editor) return;
    const { from } = editor.state.selection;
    editor.chain().focus().deleteRange({ from: from - typedLength, to: from }).insertContent(asContent(text)).run();
    selectGap(editor);
  });
  const cannedNow = useRef(canned);
  const editor = useEditor({
    extensions: [
      StarterKit.configure({ heading: false, codeBlock: false, horizontalRule: false, link: { openOnClick: false, autolink: true, HTMLAttributes: { rel: null, target: null } } }),
      Picture, Placeholder.configure({ placeholder }), GapMarks,
    ],
    content: shownPictures(html, pictures),
    // The page allows no style that does not come from its own files; editor.css has what the editor needs.
    injectCSS: false,
    editorProps: {
      attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label, 'aria-autocomplete': 'list', spellcheck: 'true', class: 'rich' },
      handleKeyDown: (_view, event) => (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) || cannedNow.current.onKey(event),
      handlePaste: (_view, event) => takeFiles(event.clipboardData, newest.current.onFiles),
      // The composer around it takes dropped files.
      handleDrop: (_view, event) => (event.dataTransfer?.files.length ?? 0) > 0,
    },
    onUpdate: ({ editor: changed }) => newest.current.onChange({ html: storedPictures(changed.getHTML()), text: changed.getText({ blockSeparator: '\n' }) }),
    onTransaction: ({ editor: changed, transaction }) => {
      const { $from, empty } = changed.state.selection;
      if (transaction.docChanged || transaction.selectionSet) cannedNow.current.follow(empty && changed.isFocused ? $from.parent.textBetween(0, $from.parentOffset, '\n', '\n') : '');
    },
    onBlur: () => cannedNow.current.close(),
  });
  useEffect(() => {
    newest.current = { onChange, onFiles };
    cannedNow.current = canned;
    holder.current = editor;
  });
  useImperativeHandle(ref, () => ({
    focus: () => void editor.commands.focus('start'),
    selectGap: (name) => selectGap(editor, name),
    insert: (text) => void editor.chain().focus().insertContent(text).run(),
    picture: (blobId, src, alt) => void editor.chain().focus().insertContent({ type: 'image', attrs: { src, alt, blobId } }).run(),
  }));
  return (
    <>
      <div className="compose-text compose-rich">
        {canned.list}
        <EditorContent editor={editor} />
      </div>
      {below}
      <div className="compose-tools">
        <Tools editor={editor} />
        {children}
      </div>
    </>
  );
}

type Mark = { name: 'bold' | 'italic' | 'bullets' | 'numbers' | 'quote'; icon: IconName; node: string; run: (editor: Editor) => void };

const MARKS: readonly Mark[] = [
  { name: 'bold', icon: 'bold', node: 'bold', run: (editor) => void editor.chain().focus().toggleBold().run() },
  { name: 'italic', icon: 'italic', node: 'italic', run: (editor) => void editor.chain().focus().toggleItalic().run() },
  { name: 'bullets', icon: 'bullets', node: 'bulletList', run: (editor) => void editor.chain().focus().toggleBulletList().run() },
  { name: 'numbers', icon: 'numbers', node: 'orderedList', run: (editor) => void editor.chain().focus().toggleOrderedList().run() },
  { name: 'quote', icon: 'quote', node: 'blockquote', run: (editor) => void editor.chain().focus().toggleBlockquote().run() },
];

function Tools({ editor }: { editor: Editor }): ReactElement {
  const { t } = useTranslation();
  const [isLinking, setLinking] = useState(false);
  const active = useEditorState({ editor, selector: ({ editor: now }) => [...MARKS.map((mark) => now.isActive(mark.node)), now.isActive('link')].join() }).split(',');
  return (
    <span className="compose-marks" role="group" aria-label={t('compose.tools')}>
      {MARKS.map((mark, place) => <IconButton key={mark.name} label={t(`compose.${mark.name}`)} icon={mark.icon} aria-pressed={active[place] === 'true'} onClick={() => mark.run(editor)} />)}
      <IconButton label={t('compose.link')} icon="link" aria-pressed={active[MARKS.length] === 'true'} onClick={() => setLinking(true)} />
      {isLinking && <LinkDialog editor={editor} onClose={() => setLinking(false)} />}
    </span>
  );
}

function LinkDialog({ editor, onClose }: { editor: Editor; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const [url, setUrl] = useState(() => String(editor.getAttributes('link')['href'] ?? 'https://'));
  const [isBad, setBad] = useState(false);
  const save = (): void => {
    const href = url.trim();
    const isEmpty = href === '' || href === 'https://';
    if (!isEmpty && !/^(?:https?:\/\/\S+\.\S+|mailto:\S+@\S+|tel:\+?[\d-]+)$/i.test(href)) return setBad(true);
    onClose();
    const chain = editor.chain().focus().extendMarkRange('link');
    if (isEmpty) chain.unsetLink().run();
    // Nothing selected: the address itself is what is shown.
    else if (editor.state.selection.empty && !editor.isActive('link')) editor.chain().focus().insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
  };
  return (
    <Dialog title={t('compose.linkTitle')} size="s" onClose={onClose} onSubmit={save} footer={<><Button onClick={onClose}>{t('common.cancel')}</Button><Button type="submit" look="primary">{t('common.save')}</Button></>}>
      <TextField label={t('compose.linkUrl')} hint={t('compose.linkHint')} error={isBad ? t('compose.linkBad') : undefined} value={url} onChange={(event) => { setUrl(event.target.value); setBad(false); }} />
    </Dialog>
  );
}

/** A picture knows the blob it was kept as. */
const Picture = Image.extend({
  addAttributes() {
    const blobId = {
      default: null,
      parseHTML: (element: HTMLElement) => element.dataset['blob'] ?? null,
      renderHTML: (attributes: { blobId?: string | null }) => (typeof attributes.blobId !== 'string' ? {} : { 'data-blob': attributes.blobId }),
    };
    return { ...this.parent?.(), blobId };
  },
}).configure({ inline: true, allowBase64: true });

/** Marks the gaps of canned replies that are still to fill in. */
const GapMarks = Extension.create({
  name: 'gapMarks',
  addProseMirrorPlugins: () => [new Plugin({
    props: {
      decorations: ({ doc }) => {
        const marks: Decoration[] = [];
        doc.descendants((node, place) => {
          if (node.isText) for (const gap of gapsIn(node.text ?? '')) marks.push(Decoration.inline(place + gap.start, place + gap.end, { class: 'gap' }));
        });
        return DecorationSet.create(doc, marks);
      },
    },
  })],
});

function selectGap(editor: Editor, name?: string): void {
  let found: { from: number; to: number } | null = null;
  editor.state.doc.descendants((node, place) => {
    const gap = found === null && node.isText ? gapsIn(node.text ?? '').find((one) => name === undefined || one.name === name) : undefined;
    if (gap) found = { from: place + gap.start, to: place + gap.end };
  });
  const chain = editor.chain().focus();
  if (found !== null) chain.setTextSelection(found).run();
  else chain.run();
}

function takeFiles(data: DataTransfer | null, onFiles: (files: readonly File[]) => void): boolean {
  const files = [...(data?.files ?? [])];
  // Office programs put a picture of the text beside the text itself.
  if (files.length === 0 || data?.types.includes('text/html') === true) return false;
  onFiles(files);
  return true;
}

/** The lines of a reply as paragraphs; one line stays within its own. */
function asContent(text: string): string | object[] {
  const lines = text.split('\n');
  if (lines.length === 1) return [{ type: 'text', text }];
  return lines.map((line) => (line === '' ? { type: 'paragraph' } : { type: 'paragraph', content: [{ type: 'text', text: line }] }));
}

/** Pictures with their bytes; without styles, which the page allows from its own files alone and the editor would drop. */
function shownPictures(html: string, pictures: ReadonlyMap<string, string>): string {
  return html.replace(/(<[^>]*?)\sstyle=(?:"[^"]*"|'[^']*')/g, '$1').replace(/<img\b([^>]*?)\ssrc="cid:([\w-]+)"([^>]*)>/g, (_all, before: string, blobId: string, after: string) => `<img${before} src="${pictures.get(blobId) ?? 'data:,'}" data-blob="${blobId}"${after}>`);
}

function storedPictures(html: string): string {
  return html.replace(/<img\b[^>]*>/g, (picture) => {
    const blobId = /\sdata-blob="([\w-]+)"/.exec(picture)?.[1];
    const alt = /\salt="([^"]*)"/.exec(picture)?.[1] ?? '';
    // A picture of some page is none of ours: nothing is fetched when the mail is read.
    return blobId === undefined ? '' : `<img alt="${alt}" src="cid:${blobId}">`;
  });
}
