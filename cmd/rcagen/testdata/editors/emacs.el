;;; Opens the file that DOCUMENT names as a person would, takes the first quick
;;; fix, saves, and writes what it saw to the file that REPORT names, as JSON.
;;; -*- lexical-binding: t -*-

(require 'flymake)
(require 'json)

(defun wait-for (what condition)
  "Wait until CONDITION holds; WHAT says what that is."
  (with-timeout (20 (error "Waited in vain for %s" what))
    (while (not (funcall condition)) (accept-process-output nil 0.05))))

(defun as-json (diagnostic)
  "What DIAGNOSTIC says, in the words of the report."
  (let ((text (flymake-diagnostic-text diagnostic))
        (level (flymake--lookup-type-property (flymake-diagnostic-type diagnostic) 'severity)))
    (unless (string-match "\\`rcagen \\[\\(.*?\\)\\]: " text)
      (error "No rule in %S" text))
    (save-excursion
      (goto-char (flymake-diagnostic-beg diagnostic))
      `((severity . ,(cond ((= level (warning-numeric-level :error)) 1)
                           ((= level (warning-numeric-level :warning)) 2)
                           (t 3)))
        (rule . ,(match-string 1 text))
        (message . ,(substring text (match-end 0)))
        (line . ,(line-number-at-pos))
        (column . ,(1+ (current-column)))))))

(find-file (getenv "DOCUMENT"))
(run-hooks 'post-command-hook) ; nobody types here
(wait-for "the server" #'eglot-managed-p)
(wait-for "findings" #'flymake-diagnostics)
(let ((findings (mapcar #'as-json (flymake-diagnostics))) action)
  (goto-char (flymake-diagnostic-beg (car (flymake-diagnostics))))
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt items &rest _) (setq action (caar items))))
            (last-nonmenu-event 'key))
    (eglot-code-actions (point) (point) "quickfix" t))
  (save-buffer)
  (write-region (json-encode `((findings . ,(vconcat findings)) (action . ,action))) nil (getenv "REPORT")))
(eglot-shutdown-all)
