;;; rcagen.el --- rcagen's language server in Eglot -*- lexical-binding: t -*-

;; SPDX-License-Identifier: MIT
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))

;;; Commentary:

;; (load "/path/to/rcagen.el") in your init file.  From then on, Eglot starts
;; `rcagen lsp' for Markdown and rcagen.yaml in projects, which are the folders
;; with a rcagen.yaml and all below them.  Elsewhere nothing changes: another
;; server for Markdown stays the one that Eglot knows.

;;; Code:

(require 'eglot)

(defun rcagen--document-p (file)
  "Whether FILE is one that rcagen reads, in a project."
  (and (string-match-p "\\(?:\\.\\(?:md\\|markdown\\|mdx\\)\\|/rcagen\\.yaml\\)\\'" file)
       (locate-dominating-file file "rcagen.yaml")))

(defun rcagen-start ()
  "Start rcagen's language server for the file of this buffer, in projects."
  (when (and buffer-file-name
             (not (file-remote-p buffer-file-name))
             (rcagen--document-p buffer-file-name))
    (if (not (executable-find "rcagen"))
        (message "rcagen is not on the path: go install github.com/rcagen/rcagen/cmd/rcagen@latest")
      (setq-local eglot-server-programs
                  (cons (list major-mode "rcagen" "lsp") eglot-server-programs))
      (eglot-ensure))))

(add-hook 'find-file-hook #'rcagen-start)

(provide 'rcagen)
;;; rcagen.el ends here
